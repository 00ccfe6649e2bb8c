// One replica of a key-value store in which the last write wins, by Lamport timestamps. Keys are
// numbers here. Pure.
//
// Timestamps of different replicas never tie: of equal clocks the higher replica's wins. So merging
// is commutative, associative and idempotent, and replicas that have merged all of the others are
// equal. A write at a replica whose clock is behind loses to one that was made before it.
#pragma once

#include <boost/json/value.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace eddy::nodes {

class LwwReplica {
 public:
  explicit LwwReplica(std::uint32_t number) : number_(number) {}

  // Null: no such key. Valid until the next change.
  const boost::json::value* find(std::size_t key) const {
    return key < cells_.size() && cells_[key] ? &cells_[key]->value : nullptr;
  }
  void write(std::size_t key, boost::json::value value);
  void merge(const LwwReplica& other);

  // The same values, by the same writes?
  bool agrees_with(const LwwReplica& other) const;

 private:
  struct Stamp {
    std::uint64_t clock;
    std::uint32_t replica;
    friend auto operator<=>(const Stamp&, const Stamp&) = default;
  };
  struct Cell {
    Stamp stamp;
    boost::json::value value;
  };

  std::uint32_t number_;
  std::uint64_t clock_ = 0;
  std::vector<std::optional<Cell>> cells_;  // by key
};

}  // namespace eddy::nodes
