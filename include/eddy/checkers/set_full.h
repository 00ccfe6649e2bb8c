// The set checker: clients add elements and read the whole set; does every element stay, and how
// soon is it everywhere?
//
// It follows the full set checker of Jepsen (jepsen.checker/set-full), which Maelstrom uses for
// broadcast:
//
// * An element counts from the invocation of its add (the last one, if it was added more than once)
//   and is *known* from the add's ok or from the completion of the first ok read that shows it,
//   whichever comes first. Adds that failed or have no definite outcome may show up.
// * Only ok reads count. Presence and absence are dated by the invocation of the read; reads that
//   ended before the element's add was invoked say nothing about it.
// * *stable*: the last read that shows it was invoked after the last one that misses it. *lost*: it
//   is known, and the last read that misses it was invoked both after it was known and after the
//   last one that shows it. Else *never read*.
// * Stable latency: time of the last absence (plus 1 ns) − time it was known, at least 0, in whole
//   ms; lost latency the same with the last presence. *stale*: stable with a latency of 1 ms or
//   more.
// * invalid if an element is lost; unknown if none is stable; valid otherwise, however many were
//   never read.
// * Elements that nobody added are passed over.
//
// One rule is stricter than Jepsen's: an element that one read shows twice makes the history
// invalid. Jepsen means to say so too, but compares the wrong way round and never sees a duplicate.
#pragma once

#include <string>

#include "eddy/checkers/history.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class Staleness { allowed, invalid };

// Is one of two reads that were invoked at the same moment the later one?
enum class SameMoment {
  ordered,    // by their places in the history, as in Jepsen
  concurrent  // neither: they prove nothing against each other
};

struct SetFullOptions {
  std::string add = "add";  // the function that adds its value: "add", "broadcast" …
  Staleness staleness = Staleness::allowed;  // invalid: of a linearizable set
  SameMoment same_moment = SameMoment::ordered;
  Surroundings surroundings = {};  // for the evidence
};

// Figures: stable-latency.p0 .p50 .p95 .p99 .max and lost-latency.… (ms), attempt-count,
// acknowledged-count, stable-count, stale-count, lost-count, never-read-count, duplicated-count. An
// ok read of null shows nothing; throws BadOperation at one that is no array either. Reads that
// only grow cost what they add, not what they show (set_timeline.h). The history may share what
// grows (Op::base).
Verdict check_set_full(const History& history, const SetFullOptions& options = {});

}  // namespace eddy::checkers
