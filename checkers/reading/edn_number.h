// Numbers of EDN, as history_reader.h says what becomes of them.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string_view>

namespace eddy::checkers {

/// A token that begins with a digit, or with a sign and a digit; nothing if it is no number.
std::optional<boost::json::value> parse_edn_number(std::string_view token);

}  // namespace eddy::checkers
