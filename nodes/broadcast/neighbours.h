// Whom a node may regard as its neighbours, by the topology message.
#pragma once

#include <vector>

#include "eddy/sim/protocol/broadcast.h"

namespace eddy::nodes {

// Sorted, each once, `self` never; nobody if the message does not name `self`.
std::vector<sim::NodeId> neighbours_of(sim::NodeId self, const sim::broadcast::Topology& m);

}  // namespace eddy::nodes
