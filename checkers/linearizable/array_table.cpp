#include "checkers/linearizable/array_table.h"

#include <array>

#include "checkers/mix.h"

namespace eddy::checkers::linearizable {

namespace {

constexpr std::size_t kMostLevels = 64;

}  // namespace

std::size_t ArrayTable::Hash::operator()(std::uint64_t x) const { return mixed(x); }

ArrayTable::ArrayTable(std::size_t size) {
  while (levels_ < kMostLevels - 1 && (std::size_t{1} << levels_) < size) ++levels_;
  // Half of an array of zeros has the number of the whole, whatever its size.
  node(0, 0);
}

std::uint32_t ArrayTable::node(std::uint32_t left, std::uint32_t right) {
  const auto [found, fresh] = numbers_.try_emplace(std::uint64_t{left} << 32U | right,
                                                   static_cast<std::uint32_t>(nodes_.size()));
  if (fresh) nodes_.emplace_back(left, right);
  return found->second;
}

std::uint32_t ArrayTable::get(std::uint32_t array, std::size_t cell) const {
  std::uint32_t at = array;
  for (std::uint32_t level = levels_; level-- > 0;)
    at = (cell >> level & 1U) != 0 ? nodes_[at].second : nodes_[at].first;
  return at;
}

std::uint32_t ArrayTable::set(std::uint32_t array, std::size_t cell, std::uint32_t value) {
  std::array<std::uint32_t, kMostLevels> beside{};
  std::uint32_t at = array;
  for (std::uint32_t level = levels_; level-- > 0;) {
    const auto [left, right] = nodes_[at];
    const bool goes_right = (cell >> level & 1U) != 0;
    beside[level] = goes_right ? left : right;
    at = goes_right ? right : left;
  }
  std::uint32_t made = value;
  for (std::uint32_t level = 0; level < levels_; ++level)
    made = (cell >> level & 1U) != 0 ? node(beside[level], made) : node(made, beside[level]);
  return made;
}

std::optional<std::size_t> ArrayTable::first_above_zero(std::uint32_t array) const {
  if (array == kZeros) return std::nullopt;
  std::size_t cell = 0;
  std::uint32_t at = array;
  for (std::uint32_t level = levels_; level-- > 0;) {
    const auto [left, right] = nodes_[at];
    const bool goes_right = left == kZeros;
    cell |= std::size_t{goes_right} << level;
    at = goes_right ? right : left;
  }
  return cell;
}

std::size_t ArrayTable::bytes() const {
  constexpr std::size_t kCell = sizeof(std::pair<std::uint64_t, std::uint32_t>) + 1;
  return nodes_.capacity() * sizeof(nodes_.front()) + numbers_.bucket_count() * kCell;
}

}  // namespace eddy::checkers::linearizable
