// Equality, a total order and a hash of JSON values, the same for every checker that compares
// elements or ids.
//
// * Equality is that of Jepsen's histories: an integer and a float are never equal (1 and 1.0
//   differ), arrays are equal element by element, objects irrespective of the order of their keys,
//   null equals null.
// * The order is total over all values, so that mixed types never fail: null < false < true <
//   numbers by size < strings by bytes < arrays < objects. Of an integer and a float of one size
//   the integer comes first; NaN comes after all numbers.
// * The hash is ours, the same on every platform, and agrees with equality.
#pragma once

#include <boost/json/value.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace eddy::checkers {

std::weak_ordering compare_values(const boost::json::value& a, const boost::json::value& b);

bool equal_values(const boost::json::value& a, const boost::json::value& b);

std::uint64_t hash_value_of(const boost::json::value& value);

// For ordered containers and sorting.
struct ValueLess {
  bool operator()(const boost::json::value& a, const boost::json::value& b) const {
    return std::is_lt(compare_values(a, b));
  }
};

// The two halves of a look-up table whose keys point to values that outlive it.
struct PointedValueHash {
  using is_avalanching = void;
  std::size_t operator()(const boost::json::value* value) const {
    return static_cast<std::size_t>(hash_value_of(*value));
  }
};

struct PointedValueEqual {
  bool operator()(const boost::json::value* a, const boost::json::value* b) const {
    return equal_values(*a, *b);
  }
};

}  // namespace eddy::checkers
