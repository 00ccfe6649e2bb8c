// Makes the nodes of a run ready: each is told init, then whatever the workload tells it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/client_program.h"
#include "eddy/workloads/run_options.h"

namespace eddy::workloads {

class Setup {
 public:
  // `client` tells the nodes. All that is referred to must outlive the setup.
  Setup(sim::Simulation& simulation, const RunOptions& options, const ClientProgram& program,
        sim::Host& client)
      : simulation_(simulation), options_(options), program_(program), client_(client) {}
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  // Tells all nodes, at once; calls `over` when each of them is ready or has failed.
  void begin(std::function<void()> over);
  // Tells a node that has begun its next life the same, for as long as that life lasts.
  void begin_again(sim::NodeId node);
  // Why nodes did not get ready, in the order in which it was seen. Of those whose program has failed,
  // which tells why, that they have, in one line.
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  static constexpr sim::Duration kInitTimeout = std::chrono::seconds(10);
  static constexpr sim::Duration kBetweenLooks = std::chrono::milliseconds(100);

  sim::Task<void> make_ready(sim::NodeId node);
  sim::Task<void> make_ready_again(sim::NodeId node);
  // Is it in that life, and might it get ready?
  bool lives(sim::NodeId node, std::uint32_t incarnation) const;
  // Empty: it is ready.
  sim::Task<std::string> tell(sim::NodeId node);

  sim::Simulation& simulation_;
  const RunOptions& options_;
  const ClientProgram& program_;
  sim::Host& client_;
  sim::BodyPtr shared_;
  std::function<void()> over_;
  std::size_t outstanding_ = 0;  // nodes
  std::vector<std::string> failures_;
  std::vector<std::string> failed_;  // names of nodes
};

}  // namespace eddy::workloads
