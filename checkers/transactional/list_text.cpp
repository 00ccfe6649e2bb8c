#include "checkers/transactional/list_text.h"

#include "checkers/evidence.h"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>

namespace eddy::checkers {

std::string list_text(const boost::json::value& list) {
  constexpr std::size_t kShown = 10;
  if (!list.is_array()) return "[]";
  const boost::json::array& array = list.get_array();
  std::string text = "[";
  const std::size_t first = array.size() > kShown ? array.size() - kShown : 0;
  if (first > 0) text += "… ";
  for (std::size_t i = first; i < array.size(); ++i) {
    if (i > first) text += ' ';
    text += excerpt(array[i]);
  }
  return text + "]";
}

std::string micro_text(const boost::json::array& micro) {
  const std::string key = excerpt(micro[1]);
  if (micro[0] == "append") return fmt::format("append {} {}", key, excerpt(micro[2]));
  return fmt::format("r {} {}", key, list_text(micro[2]));
}

}  // namespace eddy::checkers
