#include "checkers/operand.h"

#include <fmt/format.h>

#include "checkers/evidence.h"

namespace eddy::checkers {

std::optional<std::int64_t> whole_number(const boost::json::value& value) {
  // 2^63 fits by Boost's comparison, and not into the number.
  if (value.is_double() && !(value.get_double() < 0x1p63)) return std::nullopt;
  boost::system::error_code error;
  const auto number = value.to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
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
