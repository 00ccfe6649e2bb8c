// JSON values as 64-bit numbers, equal for equal values: what is compared, sorted and looked up
// millions of times.
#pragma once

#include "checkers/value_order.h"

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>

namespace eddy::checkers {

class ValueCodes {
 public:
  /// Integers of 63 bits have even codes, all other values odd ones in the order of their first
  /// appearance. The value must outlive this.
  std::uint64_t code(const boost::json::value& value) {
    if (value.is_int64()) {
      const std::int64_t integer = value.get_int64();
      const auto doubled = static_cast<std::int64_t>(static_cast<std::uint64_t>(integer) << 1U);
      if (doubled >> 1 == integer) return static_cast<std::uint64_t>(doubled);
    }
    return odd_code(value);
  }

 private:
  std::uint64_t odd_code(const boost::json::value& value);

  boost::unordered_flat_map<const boost::json::value*, std::uint64_t, PointedValueHash,
                            PointedValueEqual>
      odd_codes_;
};

}  // namespace eddy::checkers
