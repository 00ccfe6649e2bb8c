#include "tools/report/valid_text.h"

#include <cstddef>

#include "checkers/reading/utf8.h"

namespace eddy::tools {

std::string valid_text(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t good = checkers::utf8_prefix(text);
    valid += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    valid += "\uFFFD";
    text.remove_prefix(1);
  }
  return valid;
}

}  // namespace eddy::tools
