// Numbers of EDN, as history_reader.h says what becomes of them.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::checkers {

// How an integer beyond 64 bits is kept: its digits and the N that EDN puts behind them, so that it
// equals no string of digits.
std::string big_integer(std::string_view digits);

// A token that begins with a digit, or with a sign and a digit; nothing if it is no number.
std::optional<boost::json::value> parse_edn_number(std::string_view token);

}  // namespace eddy::checkers
