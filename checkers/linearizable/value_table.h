// Numbers for JSON values: equal values (value_order.h) have one number.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers::linearizable {

class ValueTable {
 public:
  // The value has to outlive the table.
  std::uint32_t intern(const boost::json::value& value);
  // The table keeps the value.
  std::uint32_t intern_own(boost::json::value value);
  std::optional<std::uint32_t> find(const boost::json::value& value) const;

  const boost::json::value& operator[](std::uint32_t number) const { return *values_[number]; }
  std::size_t size() const { return values_.size(); }
  std::size_t bytes() const;

 private:
  std::vector<const boost::json::value*> values_;
  std::deque<boost::json::value> own_;
  std::size_t own_bytes_ = 0;
  boost::unordered_flat_map<const boost::json::value*, std::uint32_t, PointedValueHash,
                            PointedValueEqual>
      numbers_;
};

}  // namespace eddy::checkers::linearizable
