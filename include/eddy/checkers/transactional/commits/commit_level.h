// The levels of Biswas and Enea, weakest first, as far as they have an order: what must be true of
// a total order of commits that agrees with sessions and with who reads from whom.
//
// Below these is Adya's read uncommitted: writes have an order. Registers never contradict that, so
// it asks for no more than that reads see what somebody wrote, and a transaction what it wrote.
//
// T1 is the transaction whose write of x the transaction T3 reads, T2 any other that writes x. T2
// must come before T1 if …
// * read committed: T3 has read from T2 before it reads x;
// * read atomic: T2 comes before T3 in its session, or T3 reads from T2;
// * causal: T2 is in T3's past: a chain of such steps leads from T2 to T3;
// * prefix: T2 comes, in the order of commits, no later than some T that T3 sees so;
// * snapshot isolation: prefix, and of two transactions that write one key the later one sees the
//   earlier;
// * serializable: T2 comes before T3.
//
// Repeatable read asks, beside an order that agrees with sessions and reads, only that all reads of
// a key in a transaction have one writer, as in dbcop.
//
// Source: Biswas and Enea, "On the Complexity of Checking Transactional Consistency" (OOPSLA 2019).
#pragma once

#include <optional>
#include <string_view>

#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

enum class CommitLevel {
  read_uncommitted,
  read_committed,
  repeatable_read,
  read_atomic,
  causal,
  prefix,
  snapshot_isolation,
  serializable,
};

// "read-uncommitted", "snapshot-isolation" …
std::string_view to_string(CommitLevel level);

// True of the levels that take a search; the others are decided in polynomial time.
bool needs_search(CommitLevel level);

// A level, and the order beside the data's own that it has to respect.
struct OrderedLevel {
  CommitLevel level = CommitLevel::serializable;
  SessionOrder order = SessionOrder::process;

  auto operator<=>(const OrderedLevel&) const = default;
};

// The level that a consistency model asks for, by any of its names: strict-serializable is
// serializable in real time. A transaction is one operation on one object, the whole database:
// linearizable means the same, and sequential is serializable in the order of processes. Only the
// models of sessions look at processes: snapshot isolation, which does not, implies prefix and
// causal-cerone. Nothing for a model that has none. Throws BadInput for a name that is no model's.
std::optional<OrderedLevel> level_of_model(std::string_view name);

}  // namespace eddy::checkers
