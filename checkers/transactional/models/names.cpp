#include "checkers/transactional/models/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

#include "checkers/nearest_name.h"

namespace eddy::checkers {

namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void split_at_blanks(std::string_view part, std::vector<std::string_view>& names) {
  if (part.empty()) names.emplace_back();
  while (!part.empty()) {
    const std::size_t end = std::min(part.find_first_of(kBlanks), part.size());
    names.push_back(part.substr(0, end));
    part = trimmed(part.substr(end));
  }
}

}  // namespace

std::vector<std::string_view> split_names(std::string_view list) {
  std::vector<std::string_view> names;
  if (trimmed(list).empty()) return names;
  for (;;) {
    const std::size_t comma = list.find(',');
    split_at_blanks(trimmed(list.substr(0, comma)), names);
    if (comma == std::string_view::npos) return names;
    list.remove_prefix(comma + 1);
  }
}

std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  if (name.empty()) return fmt::format("{}: expected a name on both sides of a comma", what);
  if (const auto nearest = nearest_name(name, known))
    return fmt::format("unknown {} \"{}\", did you mean {}?", what, name, *nearest);
  return fmt::format("unknown {} \"{}\"; there are {}", what, name, fmt::join(known, ", "));
}

}  // namespace eddy::checkers
