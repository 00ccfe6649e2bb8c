// A node that cannot be run any further ends its run: nobody knows what the rest would have shown.
#pragma once

#include <string>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

struct GivenUp {
  NodeId node;
  std::string why;  // what follows its name: "waits in flock, which virtual time does not know"
  Time at = {};
};

}  // namespace eddy::sim
