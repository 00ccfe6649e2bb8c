// Echo: every request is answered, and with the payload that was sent.
//
// * A request is a call of `echo`; its invocation's value is the payload, and its ok completion's
//   value what came back.
// * An unanswered one (fail, info or no completion) is invalid too, as in Maelstrom: clients are
//   never cut off from their node. But where the node was down or stood still, or messages of
//   clients were lost, an indefinite end says nothing of it.
#pragma once

#include <functional>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Was the answer to that call kept away from the client by what befell the node or the message?
// Empty: no answer was.
using Excuse = std::function<bool(const Op& invocation, const Op* completion)>;

// Figures: request-count, error-count. O(n).
Verdict check_echo(const History& history, const Excuse& is_excused = {});

}  // namespace eddy::checkers
