// Whether transactions have an order of commits at a level, and what shows it: the core of
// commit_order.h, without words.
#pragma once

#include <cstddef>
#include <vector>

#include "checkers/transactional/commits/commit_points.h"
#include "checkers/transactional/commits/commit_search.h"
#include "checkers/transactional/commits/forced_order.h"
#include "checkers/transactional/step_meter.h"
#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/transactional/commits/register_sessions.h"

namespace eddy::checkers {

// An answer with what shows it.
struct CommitDecision {
  Possibility possibility = Possibility::possible;
  CommitPoints points;
  ForcedOrder forced;   // its cycle, if there is one, is the proof
  CommitSearch search;  // else this is, for levels that take a search
};

// Whether the transactions have an order; what is wrong in itself does not matter here.
CommitDecision decide_commit_order(const Sessions& sessions, const OrderedLevel& level,
                                   StepMeter& meter, std::size_t bytes);

// Of transactions that have no order, a set of which none can be left out, as far as the meter
// reaches.
std::vector<bool> smallest_core(const Sessions& sessions, const OrderedLevel& level,
                                const CommitDecision& decision, StepMeter& meter,
                                std::size_t bytes);

}  // namespace eddy::checkers
