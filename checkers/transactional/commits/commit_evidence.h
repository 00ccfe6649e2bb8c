// Why there is no order of commits, in words.
#pragma once

#include <string>
#include <vector>

#include "checkers/transactional/commits/commit_decision.h"

namespace eddy::checkers {

// The transactions, as T1, T2 …, then what follows from what they read and wrote, up to the
// contradiction. REQUIRES: the decision is `impossible`, and of these sessions.
std::vector<std::string> explain(const Sessions& sessions, const OrderedLevel& level,
                                 const CommitDecision& decision);

}  // namespace eddy::checkers
