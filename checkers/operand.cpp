#include "checkers/operand.h"

#include "checkers/evidence.h"

#include <fmt/format.h>

namespace eddy::checkers {

std::int64_t require_integer(const Op& op, const boost::json::value& value, std::string_view what) {
  if (value.is_int64()) return value.get_int64();
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
