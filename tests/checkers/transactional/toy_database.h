// A toy database that keeps exactly the isolation level asked for, and shows it: random concurrent
// transactions of several clients, run one step at a time from a seed, give a history whose verdict
// is known by construction. `planted_anomaly.h` makes one that breaks it.
//
// * serializable: reads come from a snapshot, and a transaction commits only if nothing that it
//   read has changed since. Strictly so: the order of commits lies within the calls.
// * snapshot isolation: the same, but a commit asks only for the keys that it writes: the first to
//   commit wins.
// * read committed: reads see what is committed now, and own writes; a written key is locked until
//   the end.
// * read uncommitted: the same locks, but writes are visible at once, and an abort takes them back.
//
// Nobody waits: a transaction that meets a foreign lock aborts. Some transactions abort for no
// reason, and of some nobody learns how they ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

enum class Isolation { serializable, snapshot_isolation, read_committed, read_uncommitted };

// "serializable", "snapshot-isolation", "read-committed" or "read-uncommitted".
std::string_view to_string(Isolation isolation);

// What a write does, and how operations are written down.
enum class Shape { list_append, rw_register };

// "list-append" or "rw-register".
std::string_view to_string(Shape shape);

// Whether the history carries the order in which each key's values were committed
// (checkers/transactional/registers/version_orders.h).
enum class TrueOrders { hidden, recorded };

struct ToyOptions {
  Isolation isolation = Isolation::serializable;
  Shape shape = Shape::list_append;
  TrueOrders orders = TrueOrders::hidden;
  std::size_t clients = 3;
  std::size_t keys = 3;          // 0, 1, …
  std::size_t transactions = 8;  // beside a last one, in half of the histories, that reads all keys
  std::size_t longest = 3;       // operations of a transaction
};

// The same history for the same arguments.
History run_toy_database(std::uint64_t seed, const ToyOptions& options);

}  // namespace eddy::checkers
