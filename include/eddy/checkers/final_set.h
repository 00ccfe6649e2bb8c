// The simple set checker: elements are added, and the last read must show them.
//
// * Only the last ok read counts; without one the verdict is unknown.
// * lost: an element whose add was ok is missing there. unexpected: one is there that nobody ever
//   tried to add. Either makes the verdict invalid.
// * recovered: an element is there whose add was not known to have succeeded.
//
// Source: jepsen.checker/set. Where reads happen all along, set_full.h says more.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Figures and report: attempt-count, acknowledged-count, ok-count, lost-count, recovered-count,
// unexpected-count; the report also has the elements `ok`, `lost`, `recovered`, `unexpected`:
// integers as runs, "#{0..2 5}" as Jepsen writes them, the first 1,000 runs. Throws BadOperation if
// the last ok read is no array. O(n log n).
Verdict check_final_set(const History& history);

}  // namespace eddy::checkers
