// Brackets and quotes that nothing closes. The mistake is where one opens, however much later it is
// noticed: there it is reported.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {

// Where in a text one opens.
struct Opening {
  char sign = 0;  // { [ ( or "
  std::size_t offset = 0;
};

// What closes it.
char closing(char sign);

// The innermost one that is open where a JSON text ends; nothing: none is. A string does not go on
// beyond its line.
std::optional<Opening> innermost_opening(std::string_view json);

// One that is not closed.
struct Unclosed {
  char sign = 0;
  std::size_t line = 0;        // in which it opens
  std::string found;           // instead of what closes it: "there is a }"
  std::size_t found_line = 0;  // where that is
};

// "expected a ] for the [ that opens here, but there is a } in line 7", of the line of the [.
HistoryError refusal(const Unclosed& unclosed);

// What is found where the text is over.
inline constexpr std::string_view kTextEnds = "the text ends";

}  // namespace eddy::checkers
