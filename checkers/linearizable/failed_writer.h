// What only a failed call wrote, and another one saw all the same: Adya's G1a, an aborted read.
#pragma once

#include <span>
#include <string>

#include "checkers/linearizable/client_call.h"

namespace eddy::checkers::linearizable {

// "; op 9 at n3 tried to, and failed" of the first failed call that would have brought about what
// `seen` saw; "" if there is none.
std::string failed_writer_of(std::span<const ClientCall> calls, const ClientCall& seen);

}  // namespace eddy::checkers::linearizable
