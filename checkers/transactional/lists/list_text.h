// How lists and micro-operations on them read.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>

namespace eddy::checkers {

// "[1 2 3]", "[]" for null; of a long list the end, "[… 41 42 43]".
std::string list_text(const boost::json::value& list);

// The same, but of a long list what stands around a place: "[… 21 22 23 …]".
std::string list_text(const boost::json::value& list, std::size_t place);

// "append 5 3", "r 5 [1 2]".
std::string micro_text(const boost::json::array& micro);

}  // namespace eddy::checkers
