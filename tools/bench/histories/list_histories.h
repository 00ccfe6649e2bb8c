// Histories of transactions over lists, as large as one likes: for benchmarks, and for whoever
// wants to measure another checker on the same.
#pragma once

#include "eddy/checkers/history.h"

#include <cstddef>
#include <cstdint>

namespace eddy::bench {

/// What is wrong with a history of otherwise serializable transactions.
enum class Planted {
  nothing,
  write_skew,        ///< two transactions in the middle each miss what the other one appends
  stale_read,        ///< the last transaction reads a key as it was in the middle of the history
  many_stale_reads,  ///< most reads show a state some appends ago: one dense component of cycles
};

struct ListHistoryOptions {
  std::size_t transactions = 100'000;  ///< of 4 micro-operations, half of them reads
  std::size_t clients = 20;
  std::size_t keys = 10;              ///< in use at a time, drawn evenly
  std::size_t appends_to_a_key = 16;  ///< then another one takes its place
  Planted planted = Planted::nothing;
};

/// The same history for the same arguments.
checkers::History list_history(std::uint64_t seed, const ListHistoryOptions& options);

}  // namespace eddy::bench
