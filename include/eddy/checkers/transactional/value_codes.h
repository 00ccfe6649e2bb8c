// JSON values as 64-bit numbers, equal for equal values: what is compared, sorted and looked up
// millions of times.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

class ValueCodes {
 public:
  // Integers of 63 bits have even codes, all other values odd ones in the order of their first
  // appearance. The value must outlive this.
  std::uint64_t code(const boost::json::value& value) {
    if (value.is_int64()) return code(value.get_int64(), value);
    // A small number has this type, too, where it was not read from text.
    if (value.is_uint64() && value.get_uint64() <= kMostInteger)
      return code(static_cast<std::int64_t>(value.get_uint64()), value);
    return odd_code(value);
  }

 private:
  static constexpr auto kMostInteger =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

  std::uint64_t code(std::int64_t integer, const boost::json::value& value) {
    const std::uint64_t doubled = static_cast<std::uint64_t>(integer) << 1U;
    return static_cast<std::int64_t>(doubled) >> 1U == integer ? doubled : odd_code(value);
  }
  std::uint64_t odd_code(const boost::json::value& value);

  boost::unordered_flat_map<const boost::json::value*, std::uint64_t, PointedValueHash,
                            PointedValueEqual>
      odd_codes_;
};

}  // namespace eddy::checkers
