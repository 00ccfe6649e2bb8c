// Unique ids: no id is given out twice, whatever JSON type it has.
//
// * Only ok completions of `generate` count; null is an id like any other.
// * Ids are equal as value_order.h says: 1 and 1.0 differ, [1, 2] and [1, 2] do not.
// * Unlike Jepsen's checker, which throws on ids of mixed types or on objects, this one answers for
//   all.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The report has attempted-count, acknowledged-count, duplicated-count (ids given out more than
// once), the range [lowest, highest] ([null, null] without ids) and under `duplicated` the most
// frequent duplicates with their operations. Figures: the three counts. O(n log n).
Verdict check_unique_ids(const History& history);

}  // namespace eddy::checkers
