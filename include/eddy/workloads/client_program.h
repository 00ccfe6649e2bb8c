// Of a workload, what its clients do in a run: by which RPCs they do an operation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/host.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/task.h"
#include "eddy/workloads/outcome.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/run_options.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// What the clients of one run remember from one operation to the next.
class ClientMemory {
 public:
  ClientMemory() = default;
  ClientMemory(const ClientMemory&) = delete;
  ClientMemory& operator=(const ClientMemory&) = delete;
  virtual ~ClientMemory() = default;

  // The process has ended: its thread goes on as another one.
  virtual void forget(std::int64_t /*process*/) {}
};

// A client in a run: who invokes an operation, and on which node.
struct Client {
  sim::Host& host;
  sim::NodeId node;
  sim::Duration timeout;  // of each RPC
  std::int64_t process = 0;
  Phase phase = Phase::load;
  ClientMemory* memory = nullptr;  // the program's; null if it has none

  // One request to its node; to be awaited. No temporaries: see sim::Host::rpc.
  template <class M>
  auto rpc(const M& message) const {
    return host.rpc(node, message, timeout);
  }
  template <class M>
    requires sim::kIsUnsafeTemporary<M>
  sim::RpcCall<sim::ReplyOf<M>> rpc(M&& message) const {
    return host.rpc(node, std::forward<M>(message), timeout);
  }
};

// What a look into the nodes has shown that no client sees.
struct Inspection {
  std::vector<checkers::Op>
      events;  // the end of the history; their index and time are set by run()
  std::vector<sim::Simulation::Failure> failures;
};

class ClientProgram {
 public:
  static constexpr sim::Duration kSetupTimeout = std::chrono::seconds(5);

  ClientProgram() = default;
  ClientProgram(const ClientProgram&) = delete;
  ClientProgram& operator=(const ClientProgram&) = delete;
  virtual ~ClientProgram() = default;

  // What a node is told after init, before the load begins.
  virtual sim::Task<sim::Result<void>> setup(sim::Host& client, sim::NodeId node,
                                             const sim::BodyPtr& shared) const;
  // The body that setup shares among all nodes, made once a run; empty if there is none.
  virtual sim::BodyPtr shared_setup(sim::Host& client, const RunOptions& options) const;
  // Made once a run; null: clients remember nothing.
  virtual std::unique_ptr<ClientMemory> memory() const { return nullptr; }

  // One operation, by RPC. The client and the operation live until it has ended.
  virtual sim::Task<Outcome> invoke(const Client& client,
                                    const PlannedOperation& operation) const = 0;
  // What an error says of an operation of this function.
  virtual ErrorRule error_rule(std::string_view /*f*/) const { return ErrorRule::by_code; }

  // Asked when an operation of the final phase has ended: is it to be done once more, and after how
  // long? Nothing: its client goes on to the next one.
  virtual std::optional<sim::Duration> again(const Client& /*client*/,
                                             const PlannedOperation& /*operation*/) const {
    return std::nullopt;
  }
  // Asked when all operations of the final phase have ended, which are those marked as final: is
  // all said? If not, they are all done once more.
  virtual bool has_settled(const checkers::History& /*history*/) const { return true; }

  // Asks the nodes, when all is over, what no client sees.
  virtual Inspection inspect(sim::Simulation& /*simulation*/,
                             const checkers::History& /*history*/) const {
    return {};
  }
};

}  // namespace eddy::workloads
