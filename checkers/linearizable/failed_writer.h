// What only a failed call wrote, and another one saw all the same: Adya's G1a, an aborted read.
#pragma once

#include <span>

#include "checkers/linearizable/client_call.h"

namespace eddy::checkers::linearizable {

// The first failed call that would have brought about what `seen` saw; null if there is none.
const ClientCall* failed_writer_of(std::span<const ClientCall> calls, const ClientCall& seen);

}  // namespace eddy::checkers::linearizable
