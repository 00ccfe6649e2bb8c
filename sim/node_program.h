// A node program as the command line offers it: what `--node NAME` names.
#pragma once

#include <memory>
#include <string_view>

#include "sim/node.h"

namespace eddy::sim {

struct NodeProgram {
  std::string_view name;      // "broadcast-gossip"
  std::string_view workload;  // the workload whose messages it speaks
  std::string_view summary;   // one line: what it does, and which faults it survives
  std::unique_ptr<Node> (*make)(Host& host);
};

}  // namespace eddy::sim
