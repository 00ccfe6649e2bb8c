// What must come before what in any order of commits, derived step by step until nothing follows
// any more or it contradicts itself.
//
// For the levels up to causal this decides: an order of commits exists if and only if there is no
// cycle. For the others a cycle proves that there is none, and without one a search
// (commit_search.h) has less to try.
//
// Every step is kept with its reason, and what it follows from comes earlier in the list, so that a
// contradiction can be told as a proof.
//
// Cost: a round takes (points × ordered pairs) / 64 steps, the bits of a transitive closure; in
// practice there are few rounds.
#pragma once

#include <cstddef>
#include <vector>

#include "checkers/transactional/commits/commit_points.h"
#include "checkers/transactional/step_meter.h"
#include "eddy/checkers/budget.h"

namespace eddy::checkers {

enum class Because {
  // The order of sessions, or real time.
  session,
  // A snapshot and its commit.
  one_transaction,
  // `after` read what `before` wrote.
  read_from,
  // `reader` read from `before` before it read from `after`, and `before` writes that key.
  read_earlier,
  // `before` is in the session of `reader`, which read from `after`, and writes that key.
  session_past,
  // `reader` read from `before` and, of a key that `before` writes, from `after`.
  read_past,
  // As `session_past`, but with `before` anywhere in the past of `reader`.
  causal_past,
  // `before` comes before `reader`, which read from `after` a key that `before` writes.
  overwritten,
  // `before` read the initial state of what `after` writes.
  read_initial,
  // `after` overwrites what `before` read, for it comes after the writer.
  read_old,
  // Both write the key, and `before` began before `after` was over.
  exclusive,
};

// A point that comes before another one in any order of commits.
struct ForcedStep {
  std::size_t before = 0;
  std::size_t after = 0;
  Because because = Because::session;
  std::size_t key = 0;
  std::size_t reader = kNever;  // a point, where the reason has one
  // Points that are known to be ordered by steps further up in the list, where the reason
  // rests on it.
  std::size_t premise_before = kNever;
  std::size_t premise_after = kNever;
};

struct ForcedOrder {
  std::vector<ForcedStep> steps;
  // Positions in `steps`, each beginning where the last one ended.
  std::vector<std::size_t> cycle;
  bool finished = true;  // false if the budget was not enough

  // All that leads to the cycle, by position in `steps`: the cycle's own and what they follow from.
  std::vector<std::size_t> proof(std::size_t points) const;
};

ForcedOrder force_order(const Sessions& sessions, const CommitPoints& points, CommitLevel level,
                        StepMeter& meter, std::size_t bytes);

}  // namespace eddy::checkers
