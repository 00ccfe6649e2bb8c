// Which processes are one client.
#pragma once

#include <cstdint>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// How many clients a history has, as far as its processes tell: after an operation without a
// definite outcome a client goes on as a process whose number is higher by that (Jepsen's
// convention). Process p is client p mod concurrency. 0 where no client has gone on, or the
// processes do not keep to it; then each process is one for itself.
std::int64_t concurrency_of(const History& history);

}  // namespace eddy::checkers
