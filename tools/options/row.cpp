#include "tools/options/row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>
#include <variant>

namespace eddy::tools {

std::string help_of(const OptionRow& row) {
  std::string help = row.help;
  const auto names = names_of(row.argument.form);
  if (row.names_in_help && !names.empty()) {
    const bool is_list = std::holds_alternative<NameList>(row.argument.form);
    help += fmt::format("{} {}", is_list ? ", a comma list of" : ":", any_of(names));
  }
  std::string at_first = row.default_note;
  if (at_first.empty() && !row.metavar.empty())
    at_first = fmt::format("{}", fmt::join(row.argument.print({}), ","));
  if (!at_first.empty()) help += fmt::format(" ({})", at_first);
  return help;
}

std::vector<std::string> names_of(const ArgumentForm& form) {
  return std::visit(
      [](const auto& one) -> std::vector<std::string> {
        if constexpr (requires { one.names; }) {
          return one.names;
        } else {
          return {};
        }
      },
      form);
}

std::string any_of(const std::vector<std::string>& names) {
  if (names.size() < 2) return fmt::format("{}", fmt::join(names, ""));
  const std::span<const std::string> all(names);
  return fmt::format("{} or {}", fmt::join(all.first(all.size() - 1), ", "), all.back());
}

}  // namespace eddy::tools
