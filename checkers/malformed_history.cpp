#include "checkers/malformed_history.h"

#include "checkers/evidence.h"

#include <fmt/format.h>

namespace eddy::checkers {

MalformedHistory::MalformedHistory(const Op& op, const std::string& expected)
    : BadInput(fmt::format("op {} ({} {} of process {}): expected {}", op.index, to_string(op.type),
                           op.f, op.process, expected)),
      index_(op.index) {}

std::int64_t require_integer(const Op& op, const boost::json::value& value, std::string_view what) {
  if (value.is_int64()) return value.get_int64();
  throw MalformedHistory(
      op, fmt::format("{} to be a 64-bit integer, but it is {}", what, excerpt(value)));
}

const boost::json::array& require_array(const Op& op, const boost::json::value& value,
                                        std::string_view what) {
  if (value.is_array()) return value.get_array();
  throw MalformedHistory(op, fmt::format("{} to be an array, but it is {}", what, excerpt(value)));
}

}  // namespace eddy::checkers
