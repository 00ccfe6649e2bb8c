// Queues without regard to order: what comes out must have gone in (`queue`), and what has gone in
// must come out (`total-queue`). Whether a queue is linearizable, in order or not, is judged by the
// linearizable checker.
//
// queue: goes through the history once. An enqueue counts from its invocation, unless it is known
// to have failed; an ok dequeue takes one such element away, and is invalid if there is none.
//
// total-queue: compares what was enqueued with what was dequeued as multisets; for histories that
// drain the queue in the end.
//
// * An enqueue is attempted when invoked, acknowledged when ok. An ok drain is a dequeue of each of
//   its elements.
// * lost: acknowledged, but not dequeued. unexpected: dequeued, but never attempted. Either makes
//   the verdict invalid.
// * duplicated: attempted, but dequeued more often. recovered: dequeued, but not acknowledged.
//   Neither makes the verdict invalid.
// * After a drain without a definite outcome nobody knows what it took: what would be lost is then
//   unknown.
//
// Source: jepsen.checker/queue and /total-queue.
#pragma once

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Figures: enqueue-count, dequeue-count, unexpected-count. The report has these and `final-queue`,
// the first 1,000 elements still in there. O(n log n).
Verdict check_queue(const History& history);

// Figures: attempt-count, acknowledged-count, ok-count, lost-count, unexpected-count,
// duplicated-count, recovered-count. The report has these and the first 1,000 elements of each
// sort, in their order. Throws BadOperation for a drain that is no array. O(n log n).
Verdict check_total_queue(const History& history);

}  // namespace eddy::checkers
