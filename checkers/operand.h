// The values of operations, in the form that a model fixes: whatever has another one is refused
// with BadOperation.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "checkers/bad_operation.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers {

// A number without a fraction that 64 bits hold, however it is written: 1, 1.0, 1E0. The least of
// them, -2^63, only as an integer.
std::optional<std::int64_t> whole_number(const boost::json::value& value);

// The value as such a number; `what` says in the error what it is: "the delta of an add".
std::int64_t require_integer(const Op& op, const boost::json::value& value, std::string_view what);

// The value as an array.
const boost::json::array& require_array(const Op& op, const boost::json::value& value,
                                        std::string_view what);

// Adds to a sum that the operation belongs to, and refuses sums that 64 bits do not hold; `what`
// says of what: "deltas".
void add_to_sum(std::int64_t& sum, const Op& op, std::int64_t term, std::string_view what);

}  // namespace eddy::checkers
