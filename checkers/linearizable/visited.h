// The configurations that a search has visited. Looked up by a hash, compared exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkers/linearizable/operation.h"

namespace eddy::checkers::linearizable {

// How many calls of a pending class have been placed.
struct UsedClass {
  std::uint32_t number = 0;
  std::uint32_t count = 0;
};

class Visited {
 public:
  explicit Visited(std::size_t mask_words) : mask_words_(mask_words) { table_.resize(64); }

  // False if a configuration has been visited from which everything can follow that can from this
  // one: equal, but that it had placed no pending call that this one has not. Otherwise remembers
  // it. `used` is sorted by number, without zeros. Adds to `steps` the comparisons made.
  bool insert(std::uint32_t frontier, State state, std::span<const std::uint64_t> mask,
              std::span<const UsedClass> used, std::uint64_t& steps);

  std::size_t size() const { return size_; }
  std::size_t bytes() const {
    return records_.capacity() * sizeof(std::uint32_t) + table_.capacity() * sizeof(std::uint64_t);
  }
  // No record can be addressed any more.
  bool full() const { return records_.size() > kMostWords; }

 private:
  static constexpr std::size_t kMostWords = 0xfff00000U;

  // A record: frontier, state, offset of the next record that differs only in its pending calls,
  // mask, number of used classes, used classes.
  bool same_key(std::uint32_t at, std::uint32_t frontier, State state,
                std::span<const std::uint64_t> mask) const;
  bool uses_no_more(std::uint32_t at, std::span<const UsedClass> used) const;
  std::uint32_t append(std::uint32_t frontier, State state, std::uint32_t next,
                       std::span<const std::uint64_t> mask, std::span<const UsedClass> used);
  void grow();

  std::size_t mask_words_;
  std::size_t size_ = 0;
  std::size_t keys_ = 0;
  std::vector<std::uint32_t> records_;
  std::vector<std::uint64_t> table_;  // open addressing: upper half of the hash, offset + 1
};

}  // namespace eddy::checkers::linearizable
