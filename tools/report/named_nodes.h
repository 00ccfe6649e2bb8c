// The nodes that a fault names.
#pragma once

#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"

namespace eddy::tools {

// The groups of a partition, held or not; none: it is another fault.
std::vector<std::vector<sim::NodeId>> groups_of(const sim::Fault& fault);

// There are several, and no node is in two of them: who is in one group can talk to who else is in it.
bool can_be_told_apart(const std::vector<std::vector<sim::NodeId>>& groups);

// All that it names, each once.
std::vector<sim::NodeId> named_by(const sim::Fault& fault);

}  // namespace eddy::tools
