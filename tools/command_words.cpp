#include "tools/command_words.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <utility>

#include "eddy/workloads/catalog.h"
#include "tools/completion.h"
#include "tools/options/check_table.h"
#include "tools/options/table.h"

namespace eddy::tools {
namespace {

using Kind = ArgumentWords::Kind;
using Programs = std::span<const nodes::ProgramEntry>;

std::vector<std::string> names_of_programs(Programs programs) {
  std::vector<std::string> names;
  for (const auto& program : programs) names.emplace_back(program.name);
  return names;
}

// What `eddy nodes` tells of. A workload and a program may have one name.
std::vector<std::string> names_to_list(Programs programs) {
  auto names = names_of_programs(programs);
  for (const auto& workload : workloads::catalog()) {
    if (std::find(names.begin(), names.end(), workload.name) == names.end())
      names.emplace_back(workload.name);
  }
  return names;
}

ArgumentWords words_of_form(const ArgumentForm& form) {
  if (std::holds_alternative<File>(form)) return {Kind::file, {}};
  if (std::holds_alternative<Directory>(form)) return {Kind::directory, {}};
  auto names = names_of(form);
  if (names.empty()) return {Kind::free, {}};
  return {std::holds_alternative<NameList>(form) ? Kind::list : Kind::name, std::move(names)};
}

ArgumentWords place_words(const std::string& name, Programs programs) {
  if (name == "FILE") return {Kind::file, {}};
  if (name == "FOLDER") return {Kind::directory, {}};
  if (name == "SHELL") return {Kind::name, shells()};
  return {Kind::name, names_to_list(programs)};
}

// An option of one name means the same to all subcommands that have it.
ArgumentWords option_words(const std::string& name, Programs programs) {
  if (name == "node") return {Kind::name, names_of_programs(programs)};
  if (name == "output") return {Kind::file, {}};
  for (const auto& table : {option_table(), sweep_table(), search_table(Search::minimise),
                            search_table(Search::explain)}) {
    for (const OptionRow& row : table) {
      if (row.name == name) return words_of_form(row.argument.form);
    }
  }
  for (const CheckOption& row : check_table()) {
    if (row.name == name) return words_of_form(row.form);
  }
  return {Kind::free, {}};
}

OptionWords words_of(const CLI::Option& option, Programs programs) {
  OptionWords words;
  words.help = option.get_description();
  words.group = option.get_group();
  if (option.get_positional()) {
    words.names = {option.get_name()};
    words.is_repeated = option.get_items_expected_max() > 1;
    words.argument = place_words(option.get_name(), programs);
    return words;
  }
  for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
  words.metavar = option.get_option_text();
  if (!words.metavar.empty()) words.argument = option_words(option.get_lnames().front(), programs);
  return words;
}

}  // namespace

CommandWords words_of(const CLI::App& app, std::span<const nodes::ProgramEntry> programs) {
  CommandWords words{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
  for (const CLI::Option* option : app.get_options())
    words.options.push_back(words_of(*option, programs));
  for (const CLI::App* sub : app.get_subcommands({}))
    words.subcommands.push_back(words_of(*sub, programs));
  return words;
}

}  // namespace eddy::tools
