// Decides exactly whether a history of transactions has an order of commits that a level of
// commit_level.h allows.
//
// Elle's kind of checker looks for cycles among dependencies that it can infer; where the order of
// versions is not known it finds little. Here every order is considered: *invalid* means that there
// is none, *valid* that there is one, which the report shows. The price is time: the levels up to
// causal are polynomial, the others may take steps exponential in the number of sessions; a budget
// that is used up makes the verdict unknown.
//
// * Registers: every write of a key has a value of its own, and none is null: a read tells its
//   writer.
// * What counts as a transaction, and what is wrong in itself, says register_sessions.h. `internal`
//   counts at every level: for Adya a transaction sees its own last write in any history, and for
//   Biswas and Enea a history in which it does not has no level at all. Elle, and so rw-register,
//   forbids it from read atomic on only.
// * Evidence is a smallest set of transactions (none can be left out) that has no order by itself,
//   and the proof step by step; where only trying all orders proves it, how far the best try came
//   and why it ended.
#pragma once

#include "eddy/checkers/budget.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/transactional/commits/register_sessions.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

struct CommitOrderOptions {
  OrderedLevel level;
  Budget budget;
};

// Figures: transaction-count, key-count, core-count (of a smallest set without an order; none if
// there is an order). The report has these, the level, the order that it respects, the steps taken
// and, by their indices, the `core` or, for levels that take a search, a `commit-order` (the first
// of it). Throws BadOperation for other operations than ["r", key, value] and ["w", key, value],
// and for a value that is null or written to its key twice.
Verdict check_commit_order(const History& history, const CommitOrderOptions& options = {});

// The same for sessions that are at hand already.
Verdict judge_commit_order(const Sessions& sessions, const CommitOrderOptions& options);

}  // namespace eddy::checkers
