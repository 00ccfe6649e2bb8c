#include "checkers/transactional/models/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>

#include "checkers/nearest_name.h"

namespace eddy::checkers {

std::vector<std::string_view> split_names(std::string_view list) {
  const auto blank = boost::is_any_of(" \t");
  std::vector<std::string_view> names;
  if (boost::all(list, blank)) return names;
  std::vector<std::string_view> parts;
  boost::split(parts, list, boost::is_any_of(","));
  std::vector<std::string_view> words;
  for (const std::string_view part : parts) {
    const std::string_view trimmed = boost::trim_copy_if(part, blank);
    boost::split(words, trimmed, blank, boost::token_compress_on);
    names.insert(names.end(), words.begin(), words.end());
  }
  return names;
}

std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  if (name.empty()) return fmt::format("{}: expected a name on both sides of a comma", what);
  if (const auto nearest = nearest_name(name, known))
    return fmt::format("unknown {} \"{}\", did you mean {}?", what, name, *nearest);
  return fmt::format("unknown {} \"{}\"; there are {}", what, name, fmt::join(known, ", "));
}

}  // namespace eddy::checkers
