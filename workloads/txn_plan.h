// Plans transactions as Elle's generator does: reads and writes, evenly mixed, over a pool of keys.
//
// The last key of the pool is drawn twice as often as the one before it, and so on: half of all
// operations go to one key. Writes of a key are 1, 2, 3, …; after max-writes-per-key of them, a new
// key, the next number, takes its place in the pool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/workloads/planner.h"

namespace eddy::workloads {

class TxnPlan final : public Generator {
 public:
  // `write` is what a write is called: "append" or "w".
  TxnPlan(const Options& options, std::string write);

  Step next(const Turn& turn) override;
  // Writes a key of the recovery, and reads it; the next round reads it at another node.
  Step recovery_step(const RecoveryTurn& turn) override;
  // One of `node_count` keys that the load does not use.
  std::int64_t recovery_key(const RecoveryTurn& turn);

 private:
  static constexpr std::size_t kKeyCount = 10;  // unless --key-count says

  struct Key {
    std::int64_t number;
    std::int64_t next_value = 1;
  };

  // The place in the pool of the key that is drawn.
  std::size_t draw_key(sim::Random& random) const;

  std::string write_;
  std::size_t least_length_;
  std::size_t most_length_;
  std::int64_t most_writes_;
  std::vector<Key> pool_;
  std::int64_t next_key_;
  std::size_t node_count_;
  std::optional<std::int64_t> first_recovery_key_;
};

}  // namespace eddy::workloads
