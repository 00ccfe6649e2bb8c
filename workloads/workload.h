// A workload: which operations clients invoke, by which RPCs, and how the history is judged.
//
// To add one: a class of its own in workloads/NAME.h and .cpp, its messages in sim/protocol/, its
// line in workloads/catalog.cpp.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "checkers/convergence.h"
#include "checkers/history.h"
#include "checkers/verdict.h"
#include "sim/codec/flaw.h"
#include "sim/growing_list.h"
#include "sim/host.h"
#include "sim/task.h"
#include "workloads/options.h"
#include "workloads/run.h"
#include "workloads/scenario.h"

namespace eddy::workloads {

// What became of an operation.
struct Completion {
  checkers::OpType type = checkers::OpType::ok;  // ok, fail or info
  boost::json::value value;
  boost::json::value error;
  // What kind of answer it was that did not fit its request: "another key"; empty: it fits.
  std::string misfit = {};
  // In place of `value`: a list of which the history stores only what it adds to the one before it
  // of the same node (Op::base). What judges the workload takes such histories.
  std::optional<sim::GrowingList> list = {};
};

// May an operation be repeated, or taken as not done, when its outcome is not known?
enum class Idempotence { no, yes };

// An error as a completion: fail when the error is definite or the operation idempotent, else info.
// The value is the invocation's. `error` is "net-timeout", or [name, text] as in Maelstrom.
Completion to_completion(const sim::Error& error, const boost::json::value& invoked,
                         Idempotence idempotence);

// The same of a client that takes no error for a definite one, not even of a read: always info.
Completion indeterminate(const sim::Error& error, const boost::json::value& invoked);

// Which part of a run an operation belongs to.
enum class Phase { load, recovery, last };

// What the clients of one run remember from one operation to the next.
class ClientMemory {
 public:
  ClientMemory() = default;
  ClientMemory(const ClientMemory&) = delete;
  ClientMemory& operator=(const ClientMemory&) = delete;
  virtual ~ClientMemory() = default;
};

// A client in a run: who invokes an operation, and on which node.
struct Client {
  sim::Host& host;
  sim::NodeId node;
  sim::Duration timeout;  // of each RPC
  std::int64_t process = 0;
  Phase phase = Phase::load;
  ClientMemory* memory = nullptr;  // the workload's; null if it has none

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

// How the nodes of a run were read when all was over, for check_convergence.
checkers::ConvergenceOptions convergence_options(const Run& run, const Options& options);

class Workload {
 public:
  static constexpr sim::Duration kClientTimeout = std::chrono::seconds(5);

  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  // What a thread does next: a function, and its argument as the history has it.
  struct Step {
    std::string f;
    boost::json::value value;
    std::optional<FollowUp> then = {};
  };
  // One invocation of the load, before it is known what it does.
  struct Turn {
    std::uint64_t bits;    // its random bits; for more: sim::Random(bits, …)
    std::uint32_t thread;  // who does it, below Options::clients(), unless it is busy then
    std::uint64_t number;  // 0, 1, …: how many came before, of all threads
  };
  // One invocation of the recovery phase.
  struct RecoveryTurn {
    std::size_t node;      // to whom it is sent
    std::uint32_t thread;  // who does it
    std::uint64_t round;   // 0, 1, …: how many were sent to this node before
  };
  // Plans the operations of one scenario, never looking at results: next() for each turn in the
  // order of time, then recovery_step() for each of its turns, then final_steps().
  class Generator {
   public:
    virtual ~Generator() = default;
    virtual Step next(const Turn& turn) = 0;
    // What is sent to a node in the recovery phase, to see that it works: each in a thread of its
    // own, of keys that the load does not use.
    virtual Step recovery_step(const RecoveryTurn& turn) = 0;
    // So many steps follow one another in the same thread before the next thread has its turn.
    virtual std::uint64_t recovery_cycle() const { return 1; }
    // What each thread does in the final phase; none: there is no such phase.
    virtual std::vector<Step> final_steps() { return {}; }
  };
  virtual std::unique_ptr<Generator> generator(const Options& options) const = 0;

  // Threads 0 … k − 1 are a group, k … 2k − 1 the next; a busy thread's operation passes only to
  // others of its group. REQUIRES: > 0.
  virtual std::size_t group_size(const Options& options) const;
  // How many clients there are unless --concurrency says.
  virtual Concurrency default_concurrency() const { return {}; }
  // Why it cannot be run with these options, in one line; nothing: it can.
  virtual std::optional<std::string> complaint(const Options& options) const;
  // What is wrong with an operation that somebody else planned: its function, or its value.
  // invoke() takes what this finds nothing wrong with.
  virtual sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const;

  // What a node is told after init, before the load begins.
  virtual sim::Task<sim::Result<void>> setup(sim::Host& client, sim::NodeId node,
                                             const sim::BodyPtr& shared) const;
  // The body that setup shares among all nodes, made once a run; empty if there is none.
  virtual sim::BodyPtr shared_setup(sim::Host& client, const Options& options) const;
  // Made once a run; null: clients remember nothing.
  virtual std::unique_ptr<ClientMemory> memory() const { return nullptr; }
  // How long a client waits for a reply.
  virtual sim::Duration client_timeout(const Options& options) const;
  // One operation, by RPC. The client and the operation live until it has ended.
  virtual sim::Task<Completion> invoke(const Client& client,
                                       const PlannedOperation& operation) const = 0;
  // Errors that are as good an answer as ok once all works again: "precondition-failed", where a
  // cas may fail.
  virtual std::vector<std::string_view> fitting_errors() const { return {}; }
  // Asked when an operation of the final phase has ended: is it to be done once more, and after how
  // long? Nothing: its client goes on to the next one.
  virtual std::optional<sim::Duration> again(const Client& /*client*/,
                                             const PlannedOperation& /*operation*/) const {
    return std::nullopt;
  }

  // Asked when all operations of the final phase have ended, which are those marked as final: is
  // all said? If not, they are all done once more.
  virtual bool has_settled(const checkers::History& /*history*/) const { return true; }

  // When the run is over: asks the nodes what no client sees, and adds it to what is judged.
  virtual void look_into(sim::Simulation& /*simulation*/, Run& /*run*/) const {}
  // Judges the history, and whatever else the simulator saw.
  virtual checkers::Verdict check(const Run& run, const Options& options) const = 0;
  // Judges whether the nodes agree in the end; nothing: this workload does not ask.
  virtual std::optional<checkers::Verdict> check_convergence(const Run& /*run*/,
                                                             const Options& /*options*/) const {
    return std::nullopt;
  }
};

}  // namespace eddy::workloads
