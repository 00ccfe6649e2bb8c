// A counter that is added to and read, and must agree with itself once all is quiet: Maelstrom's
// g-counter and pn-counter.
//
// * Of the reads of the final phase ("final?") each ok one must be the sum of all ok adds and of
//   any subset of the adds that ended in info.
// * Adds that failed count for nothing. So do, as in Maelstrom's checker, adds that never
//   completed: a run completes every operation, with info if it must.
// * Without a final read there is nothing that could be wrong: valid.
// * Reads before that are passed over, as in Maelstrom; or none may show more than all adds make
//   that were invoked before it ended, nor less: the sum of the positive ones, and of the negative.
//
// Source: maelstrom.workload.pn-counter
// (https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-pn-counter).
#pragma once

#include "eddy/checkers/budget.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class EarlierReads { passed_over, bounded };

// The report has `acceptable`, the first 1,000 ranges [least, most] that a final read may lie in,
// `final-reads` and `errors`, the values read and those of them that are not acceptable. Figures:
// final-read-count, error-count; where earlier reads are bounded also out-of-bounds-count. Throws
// BadOperation for values that are no integers, and for sums that 64 bits do not hold. O(info adds
// × ranges); when the ranges exceed the budget, only a read outside of all that could be is
// invalid, and any other makes the verdict unknown.
Verdict check_pn_counter(const History& history, const Budget& budget = {},
                         EarlierReads earlier = EarlierReads::passed_over);

}  // namespace eddy::checkers
