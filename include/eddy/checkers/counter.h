// A counter that only grows: every read lies between what was certainly added and what may have
// been.
//
// * At least the sum of the adds that were ok when the read was invoked; at most the sum of the
//   adds that had been invoked when it completed, but for those that are known to have failed.
// * An add is an integer from 0 up. Only ok reads count.
//
// Source: jepsen.checker/counter.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The report has `reads` and `errors`, each a list of [lower bound, value, upper bound] in the
// order of completion, the first 1,000 of them. Figures: read-count, error-count. Throws
// BadOperation for other values, and for sums that 64 bits do not hold. O(n).
Verdict check_counter(const History& history);

}  // namespace eddy::checkers
