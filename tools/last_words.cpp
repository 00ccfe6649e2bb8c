#include "tools/last_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace eddy::tools {

std::string last_words(std::string_view told, std::string_view death) {
  constexpr std::size_t kLongest = 400;
  std::string before;
  std::string text;
  for (std::size_t at = 0; at < told.size() && text.empty();) {
    const std::size_t end = std::min(told.find('\n', at), told.size());
    const std::string_view line = told.substr(at, end - at);
    at = end + 1;
    if (line.empty()) continue;
    if (line.starts_with("SIG") && line.find(" while ") != line.npos) {
      text = line.substr(0, line.find("; again: "));
    } else {
      before = line;
    }
  }
  if (text.empty()) text = fmt::format("the process ended by {}", death);
  return shortened(before.empty() ? text : fmt::format("{}; {}", text, before), kLongest);
}

}  // namespace eddy::tools
