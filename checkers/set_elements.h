// The elements of a set's history under dense numbers, so that what is known of each sits in an
// array.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

// Numbers distinct values 0, 1, 2, … Integers that are small for how many there are, which elements
// nearly always are, are looked up in an array; all others in a hash map, which never decides an
// order. The values given to `add` have to outlive the index.
class ElementIndex {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // The value's number, a new one (the current size) if it has none yet.
  std::uint32_t add(const boost::json::value& value);

  // The value's number or kNone.
  std::uint32_t find(const boost::json::value& value) const {
    if (value.is_int64()) {
      const auto at = static_cast<std::uint64_t>(value.get_int64());
      if (at < small_.size() && small_[at] != kNone) return small_[at];
    }
    return find_elsewhere(value);
  }

  std::uint32_t size() const { return size_; }

 private:
  std::uint32_t find_elsewhere(const boost::json::value& value) const;

  std::vector<std::uint32_t> small_;  // integer → number or kNone
  boost::unordered_flat_map<const boost::json::value*, std::uint32_t, PointedValueHash,
                            PointedValueEqual>
      others_;
  std::uint32_t size_ = 0;
};

}  // namespace eddy::checkers
