// The options of which a simulation is made: the cluster, its network, its services, its bounds.
// With a scenario's operations, faults, clients, quiet and exceptions they say all that happens in
// a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/branch.h"
#include "eddy/sim/limits.h"
#include "eddy/sim/network.h"
#include "eddy/sim/probability.h"
#include "eddy/sim/service_program.h"
#include "eddy/sim/time.h"
#include "eddy/sim/topology.h"
#include "eddy/workloads/external_program.h"

namespace eddy::workloads {

struct RunOptions {
  std::string program;     // the name of the node program; of an external one, that of its file
  std::uint64_t seed = 0;  // keys every draw of the plan, too
  std::size_t node_count = 5;
  sim::Duration time_limit = std::chrono::seconds(60);  // of the load; none is planned after it
  sim::TopologyKind topology = sim::TopologyKind::grid;
  sim::NetworkOptions network;
  sim::ServiceOptions services;
  sim::Limits limits;
  // How many messages a node that was killed keeps of those that arrive until it has started again.
  std::size_t down_backlog = 10;
  // How likely it is of each label of sim::Host::chance that it is taken more often in the run.
  sim::Probability chances;
  // Nodes' timers fire late, at the next multiple of it; 0: when they are due.
  sim::Duration timer_slack = {};
  std::vector<sim::Branch> branches = {};        // of the run's name, beside its seed
  std::optional<ExternalProgram> external = {};  // nothing: the program is one of ours

  sim::RunName name() const { return {seed, branches}; }

  friend bool operator==(const RunOptions&, const RunOptions&) = default;
};

}  // namespace eddy::workloads
