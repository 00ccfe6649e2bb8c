// Causal reverse: a write is visible, and one that was acknowledged before it even began is not.
// Strict serializability forbids it.
//
// * Each value is written once; a read shows the values that are there, as an array.
// * A value that an ok read shows asks for all values whose writes were ok when its own was
//   invoked. A read that lacks one of them is an error.
//
// Source: jepsen.tests.causal-reverse.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Figures: read-count, error-count. The report has these and the first 100 `errors` with the read's
// operation, `missing` values and `expected-count`. Throws BadOperation for reads that are no
// arrays. O(values read and expected).
Verdict check_causal_reverse(const History& history);

}  // namespace eddy::checkers
