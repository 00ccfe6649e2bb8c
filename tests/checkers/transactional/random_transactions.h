// Small random histories of transactions, in which reads see anything that anybody writes: most
// keep no model but the weakest.
#pragma once

#include <cstdint>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/random.h"
#include "tests/checkers/transactional/toy_database.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

// Those of one process one after the other, those of several overlapping anyhow. One whose outcome
// nobody knows is the last of its process; what would follow goes on under another number.
History interleaved(std::vector<WrittenTransaction> all, sim::Random& random);

// Whether one more transaction, which overlaps with all others, reads every list to its end: then
// the order of all appends is known.
enum class LastRead { none, of_all };

// Up to five transactions of up to three processes on up to three keys, overlapping anyhow, some of
// unknown outcome. Lists: each key's elements have one order, and a read shows a beginning of it.
// The same history for the same arguments.
History random_transactions(std::uint64_t seed, Shape shape, LastRead last = LastRead::none);

// Up to seven transactions over lists that often append to one of two keys several times, and one
// more that reads every list to its end.
History random_long_transactions(std::uint64_t seed);

}  // namespace eddy::checkers
