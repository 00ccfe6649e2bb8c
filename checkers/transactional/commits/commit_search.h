// The search for a total order of commit points, by trying.
//
// * Points are placed one after the other. One can be placed when all that must come before it is,
//   and when what it overwrites has no reader left; so a read always sees the latest write.
// * What is still possible depends only on which points are placed, not on their order: a set that
//   was reached before is not tried again.
// * A point that writes nothing and bars nobody is placed as soon as it can be: that never hurts.
// * Parts of the history that share no key and no session are searched one by one.
//
// Source: the algorithm of Biswas and Enea (OOPSLA 2019), polynomial for a fixed number of
// sessions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "checkers/transactional/commits/commit_points.h"
#include "checkers/transactional/commits/forced_order.h"
#include "checkers/transactional/step_meter.h"
#include "eddy/checkers/budget.h"

namespace eddy::checkers {

enum class Possibility { possible, impossible, out_of_budget };

// Why a point cannot come next.
enum class Obstacle { predecessor, reader, overlap };

struct Unplaceable {
  std::size_t point = 0;
  Obstacle obstacle = Obstacle::predecessor;
  std::size_t other = 0;  // the point that has to come first
  std::size_t key = 0;    // but for `predecessor`
};

struct CommitSearch {
  Possibility possibility = Possibility::possible;
  // Of all points; if it is impossible, the most of one part that could be placed.
  std::vector<std::size_t> order;
  std::vector<Unplaceable> stuck;  // what else that part has, and why none of it can come next
};

CommitSearch search_order(const CommitPoints& points, const std::vector<ForcedStep>& steps,
                          StepMeter& meter, std::size_t bytes);

}  // namespace eddy::checkers
