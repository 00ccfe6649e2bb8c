// What keeps a run from being the same each time: a node has said so of itself.
#pragma once

#include <string>

#include "eddy/sim/node_id.h"

namespace eddy::sim {

struct Unrepeatable {
  NodeId node;
  std::string why;  // "it opened a socket"

  friend bool operator==(const Unrepeatable&, const Unrepeatable&) = default;
};

}  // namespace eddy::sim
