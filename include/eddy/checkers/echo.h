// Echo: every request is answered, and with the payload that was sent.
//
// * A request is a call of `echo`; its invocation's value is the payload, and its ok completion's
//   value what came back.
// * An unanswered one (fail, info or no completion) is invalid too, as in Maelstrom: clients are
//   never cut off from their node.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Figures: request-count, error-count. O(n).
Verdict check_echo(const History& history);

}  // namespace eddy::checkers
