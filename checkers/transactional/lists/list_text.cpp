#include "checkers/transactional/lists/list_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "checkers/evidence.h"

namespace eddy::checkers {

std::string list_text(const boost::json::value& list) {
  return list_text(list, list.is_array() ? list.get_array().size() : 0);
}

std::string list_text(const boost::json::value& list, std::size_t place) {
  constexpr std::size_t kShown = 10;
  constexpr std::size_t kBehind = 3;  // of them, behind the place
  if (!list.is_array()) return "[]";
  const boost::json::array& array = list.get_array();
  const std::size_t last = std::min(array.size(), std::max(place + 1 + kBehind, kShown));
  const std::size_t first = last - std::min(last, kShown);
  std::string text = first > 0 ? "[… " : "[";
  for (std::size_t i = first; i < last; ++i) {
    if (i > first) text += ' ';
    text += excerpt(array[i]);
  }
  return text + (last < array.size() ? " …]" : "]");
}

std::string micro_text(const boost::json::array& micro) {
  const std::string key = excerpt(micro[1]);
  if (micro[0] == "append") return fmt::format("append {} {}", key, excerpt(micro[2]));
  return fmt::format("r {} {}", key, list_text(micro[2]));
}

}  // namespace eddy::checkers
