// The axioms of Biswas and Enea written down as plainly as possible, to compare the deciders with:
// every order of commits is tried, and every triple of transactions asked about.
#pragma once

#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/transactional/commits/register_sessions.h"

namespace eddy::checkers {

// Whether some order of commits has the level. For a handful of transactions.
bool holds_naively(const Sessions& sessions, const OrderedLevel& level);

}  // namespace eddy::checkers
