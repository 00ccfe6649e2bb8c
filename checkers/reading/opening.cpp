#include "checkers/reading/opening.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace eddy::checkers {

char closing(char sign) {
  switch (sign) {
    case '{':
      return '}';
    case '[':
      return ']';
    case '(':
      return ')';
    default:
      return sign;
  }
}

std::optional<Opening> innermost_opening(std::string_view json) {
  std::vector<Opening> open;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '"') {
      const std::size_t quote = at;
      for (++at; at < json.size() && json[at] != '"' && json[at] != '\n'; ++at) {
        if (json[at] == '\\' && at + 1 < json.size() && json[at + 1] != '\n') ++at;
      }
      if (at >= json.size() || json[at] == '\n') return Opening{'"', quote};
    } else if (c == '{' || c == '[') {
      open.push_back({c, at});
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    }
  }
  if (open.empty()) return std::nullopt;
  return open.back();
}

HistoryError refusal(const Unclosed& unclosed) {
  const bool elsewhere = unclosed.found_line != unclosed.line;
  const std::string what = unclosed.sign == '"' ? "string" : fmt::format("{}", unclosed.sign);
  return {unclosed.line,
          fmt::format("expected a {} for the {} that opens here, but {}{}{}",
                      closing(unclosed.sign), what, unclosed.found,
                      elsewhere ? fmt::format(" in line {}", unclosed.found_line) : "",
                      unclosed.found == kTextEnds ? " (truncated?)" : ""),
          unclosed.found_line};
}

}  // namespace eddy::checkers
