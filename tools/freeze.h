// --freeze: a node stands still at a moment of virtual time, for somebody to attach a debugger.
#pragma once

#include <string_view>

#include "eddy/nodes/process/processes.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::tools {

struct NodeMoment {
  sim::NodeId node;
  sim::Time at;
};

// "n1@3.2s". Throws checkers::BadInput.
NodeMoment parse_node_moment(std::string_view option, std::string_view text);

// At that moment it prints, on standard error, which process it is and how to attach to it, and waits
// for a line or the end of standard input.
nodes::process::Freeze freeze_at(const NodeMoment& moment);

}  // namespace eddy::tools
