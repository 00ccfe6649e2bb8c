// The services that runs offer: lin-kv, seq-kv, lww-kv and lin-tso.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/services.md
#pragma once

#include "eddy/sim/service_program.h"

namespace eddy::nodes {

// In the order of their ids.
extern const sim::ServiceProgram kServices[4];

}  // namespace eddy::nodes
