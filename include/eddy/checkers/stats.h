// Stats: how many operations ended how, by function, and how long those that succeeded took.
//
// * As in Jepsen, only completions are counted, and a function that never once succeeded makes the
//   verdict invalid: whatever other checkers say about such a run, it tested nothing there. `crash`
//   and `debug`, which are never meant to succeed, are excepted. A history without operations is
//   valid.
// * Of a right program a short run may well have had no success. Where `enough` is more than 1,
//   fewer tries than that without one make the verdict unknown. Where it is nothing, as of a run
//   with faults, that nothing succeeded proves nothing.
#pragma once

#include <cstddef>
#include <optional>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The report has count, ok-count, fail-count, info-count and the latencies in ms, and the same for
// each function under `by-f`. Figures: ops.count, ops.ok, ops.fail, ops.info, latency.p50 .p95 .p99
// .max, and latency.F.p50 … for each function F. Latency is from invocation to completion of ok
// operations. O(n log n).
Verdict check_stats(const History& history, std::optional<std::size_t> enough = 1);

}  // namespace eddy::checkers
