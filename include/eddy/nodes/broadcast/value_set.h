// The values that a node knows: a set of JSON values that remembers the order in which they came.
//
// Values number 0, 1, 2, … in that order; none is ever taken out. Two values are one if they are
// equal and of one kind: 1 and 1.0 are two. Everything but values() is O(1) on average.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "eddy/sim/growing_list.h"

namespace eddy::nodes {

class ValueSet {
 public:
  using Number = std::uint32_t;

  struct Added {
    Number number;
    bool is_new;
  };
  Added add(const boost::json::value& value);

  std::optional<Number> find(const boost::json::value& value) const;
  bool contains(const boost::json::value& value) const { return find(value).has_value(); }

  // In the order in which they came: the value of number i is values()[i]. A copy costs nothing.
  const sim::GrowingList& values() const { return values_; }
  std::size_t size() const { return values_.size(); }

 private:
  sim::GrowingList values_;
  // From a value's hash, or, if another value has that place, the next free one after it.
  boost::unordered_flat_map<std::uint64_t, Number> numbers_;
};

// As nodes show it: {"known": [12, 17]}, or, of many, {"count": 120, "latest": [124]}.
boost::json::value shown(const ValueSet& known);

}  // namespace eddy::nodes
