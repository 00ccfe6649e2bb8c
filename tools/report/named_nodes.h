// The nodes that a fault names.
#pragma once

#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"

namespace eddy::tools {

// The groups of a partition, held or not; none: it is another fault.
std::vector<std::vector<sim::NodeId>> groups_of(const sim::Fault& fault);

// All that it names, each once.
std::vector<sim::NodeId> named_by(const sim::Fault& fault);

}  // namespace eddy::tools
