// Whom a fault befalls.
#pragma once

#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"

namespace eddy::workloads {

// The nodes that a fault is for alone; none: it is one of the network.
std::vector<sim::NodeId> befallen_by(const sim::Fault& fault);

}  // namespace eddy::workloads
