// What a run needs to know of a node program. What is told of it to people is nodes::ProgramEntry.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "eddy/sim/invariant.h"
#include "eddy/sim/node.h"
#include "eddy/sim/service_program.h"

namespace eddy::sim {

struct NodeProgram {
  std::string name;     // "broadcast-gossip"
  ProgramFactory make;  // any callable, of any arguments; must be given
  // Hosted in its runs, for it to ask; see eddy/nodes/services/services.h for ours.
  std::vector<ServiceProgram> services = {};
  // Makes what must hold over the states of all nodes of a run; empty: nothing.
  std::function<std::vector<ClusterInvariant>()> invariants = {};
};

}  // namespace eddy::sim
