#include "checkers/operand.h"

#include "checkers/evidence.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace eddy::checkers {

std::optional<std::int64_t> whole_number(const boost::json::value& value) {
  constexpr double kTooLarge = 9223372036854775808.0;  // 2^63
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) {
    if (value.get_uint64() > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return static_cast<std::int64_t>(value.get_uint64());
  }
  if (!value.is_double()) return std::nullopt;
  const double number = value.get_double();
  if (!(number >= -kTooLarge && number < kTooLarge) || std::trunc(number) != number)
    return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::int64_t require_integer(const Op& op, const boost::json::value& value, std::string_view what) {
  if (const auto number = whole_number(value)) return *number;
  throw BadOperation(
      op, fmt::format("expected {} to be a 64-bit integer, but it is {}", what, excerpt(value)));
}

const boost::json::array& require_array(const Op& op, const boost::json::value& value,
                                        std::string_view what) {
  if (value.is_array()) return value.get_array();
  throw BadOperation(op,
                     fmt::format("expected {} to be an array, but it is {}", what, excerpt(value)));
}

void add_to_sum(std::int64_t& sum, const Op& op, std::int64_t term, std::string_view what) {
  if (__builtin_add_overflow(sum, term, &sum))
    throw BadOperation(op, fmt::format("expected {} whose sum fits in 64 bits", what));
}

}  // namespace eddy::checkers
