// Numbers for arrays of numbers, for states that are sets, queues and maps.
//
// An array is a binary tree of its cells in which equal parts are one node (hash-consing): equal
// arrays have one number, and one that differs in a cell costs O(log size) more nodes. All arrays
// of a table have one size.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace eddy::checkers::linearizable {

class ArrayTable {
 public:
  // Every cell of kZeros is 0.
  static constexpr std::uint32_t kZeros = 0;

  explicit ArrayTable(std::size_t size);

  std::uint32_t get(std::uint32_t array, std::size_t cell) const;
  // The array with another value in a cell. REQUIRES: cell < size.
  std::uint32_t set(std::uint32_t array, std::size_t cell, std::uint32_t value);
  // The first cell that is not 0.
  std::optional<std::size_t> first_above_zero(std::uint32_t array) const;

  std::size_t bytes() const;

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(std::uint64_t x) const;
  };

  std::uint32_t node(std::uint32_t left, std::uint32_t right);

  std::uint32_t levels_ = 1;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> nodes_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t, Hash> numbers_;
};

}  // namespace eddy::checkers::linearizable
