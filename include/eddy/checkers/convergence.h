// Once all is quiet, do all replicas show the same, and all that was acknowledged?
//
// * Judged are the reads of the final phase ("final?"): each must end ok, and show every element
//   that was acknowledged and every element that another of them shows. Of a counter, all must show
//   the same number.
// * Set-full cannot tell: it goes by the order in which reads were invoked, and reads of several
//   replicas at one moment have none.
// * *late* is not *never*: where the replicas were read again and again, an element arrived when
//   the first of these reads showed it.
// * A replica is the node that is read, where that is known (Op::node), else the client
//   (concurrency.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// How the replicas were read when all was over.
struct FinalRounds {
  // By round, the position of its first invocation; the reads of the last one are final. None:
  // there was one round.
  std::vector<std::uint32_t> begins;
  std::int64_t healed = 0;  // since when nothing was in the way, ns
  // What arrives later is late, ns; and what was added after `healed`, so much later.
  std::int64_t in_time_until = 0;
  // "the faults were healed": what was at `healed`.
  std::string occasion = "the faults were healed";
};

struct ConvergenceOptions {
  std::string add = "add";  // the function that adds its value: "add", "broadcast" …
  FinalRounds rounds = {};
  Surroundings surroundings = {};  // for the evidence
};

// Figures: missing-count (elements that some final read misses), late-count (that some replica had
// late), unanswered-count (final reads that did not end ok). Unknown where no read is final. Throws
// BadOperation for a read that is no array. O(elements × final reads) beside the history.
Verdict check_convergence(const History& history, const ConvergenceOptions& options = {});

// Whether check_convergence calls the reads that are marked as final valid; cheaper.
bool has_converged(const History& history, const std::string& add);

// The same of a counter: late-count has the replicas that had their last value late, missing-count
// those that end with another value than most. Throws BadOperation for a read that is no integer.
Verdict check_agreement(const History& history, const ConvergenceOptions& options = {});

}  // namespace eddy::checkers
