// Long fork: two reads of the same keys that saw two writes in opposite orders. Snapshot isolation
// forbids it, parallel snapshot isolation does not.
//
// * A transaction writes one key, [["w", k, v]], and each key is written at most once; or it reads
//   the whole group of keys that belong together, [["r", k, v], …].
// * Of two reads of one group, one must show all that the other does. If each shows a key that the
//   other does not, they are a fork, and the history is invalid.
// * A key that is written twice, reads of another number of keys, or two values of one key make the
//   verdict unknown: the checker can say nothing of such a history.
//
// Source: jepsen.tests.long-fork.
#pragma once

#include <cstddef>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

struct LongForkOptions {
  std::size_t group_size = 0;  // how many keys a group has; 0: as many as the first read
};

// Figures: read-count, early-read-count (showing nothing), late-read-count (showing all),
// fork-count (neighbours in the order of how much they show). The report has these and the first
// `forks`, each the indices of two reads. Throws BadOperation for other transactions. O(n log n).
Verdict check_long_fork(const History& history, const LongForkOptions& options = {});

}  // namespace eddy::checkers
