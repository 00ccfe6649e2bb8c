#include "tools/program_arguments.h"

#include <algorithm>
#include <iterator>

namespace eddy::tools {

std::vector<std::string> cut_program_arguments(std::vector<std::string>& words) {
  if (words.empty()) return {};
  const auto dashes = std::find(words.begin() + 1, words.end(), "--");
  if (dashes == words.end()) return {};
  std::vector<std::string> behind(std::make_move_iterator(dashes + 1),
                                  std::make_move_iterator(words.end()));
  words.erase(dashes, words.end());
  return behind;
}

bool give_program_arguments(TestRequest& request, const std::vector<std::string>& arguments) {
  auto& external = request.options.run.external;
  if (!external || external->command.empty()) return false;
  external->command.insert(external->command.end(), arguments.begin(), arguments.end());
  return true;
}

}  // namespace eddy::tools
