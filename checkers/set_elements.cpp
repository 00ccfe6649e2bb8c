#include "checkers/set_elements.h"

#include <algorithm>

namespace eddy::checkers {

namespace {

// The value as a position in an array; the highest there is for anything but a non-negative
// integer.
std::uint64_t as_position(const boost::json::value& value) {
  if (value.is_int64()) return static_cast<std::uint64_t>(value.get_int64());
  if (value.is_uint64()) return value.get_uint64();
  return std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

std::uint32_t ElementIndex::add(const boost::json::value& value) {
  constexpr std::uint64_t kAlwaysSmall = 1024;
  if (const std::uint32_t known = find(value); known != kNone) return known;
  if (const std::uint64_t at = as_position(value); at < kAlwaysSmall + 4 * std::uint64_t{size_}) {
    if (at >= small_.size()) small_.resize(std::max<std::size_t>(at + 1, small_.size() * 2), kNone);
    small_[at] = size_;
  } else {
    others_.emplace(&value, size_);
  }
  return size_++;
}

std::uint32_t ElementIndex::find_elsewhere(const boost::json::value& value) const {
  if (const std::uint64_t at = as_position(value); at < small_.size() && small_[at] != kNone)
    return small_[at];
  const auto found = others_.find(&value);
  return found == others_.end() ? kNone : found->second;
}

}  // namespace eddy::checkers
