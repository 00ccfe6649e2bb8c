#include "tools/refusal.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "checkers/nearest_name.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

bool has_option(const CLI::App& command, std::string_view name) {
  const auto names = option_names(command);
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string without_dashes(const std::string& name) {
  return name.substr(std::min(name.find_first_not_of('-'), name.size()));
}

// Dashes do not count: with them any two words of four letters have half in common. A guess at
// what a single letter should have been would be any other letter.
std::optional<std::string> nearest_option(const CLI::App& command, const std::string& name) {
  constexpr std::size_t kDashAndLetter = 2;
  if (name.size() <= kDashAndLetter && !has_option(command, name)) return std::nullopt;
  const auto options = option_names(command);
  std::vector<std::string> words;
  for (const std::string& option : options) words.push_back(without_dashes(option));
  const auto nearest = checkers::nearest_name(without_dashes(name), words);
  if (!nearest) return std::nullopt;
  return options[static_cast<std::size_t>(std::find(words.begin(), words.end(), *nearest) -
                                          words.begin())];
}

// What the option of that name takes, "R" of "--rate R"; empty: nothing.
std::string argument_of(const CLI::App& command, const std::string& name) {
  const CLI::Option* option = command.get_option_no_throw(name);
  return option == nullptr ? "" : option->get_option_text();
}

}  // namespace

BadInput refusal_of_word(const CLI::App& command, const std::string& word) {
  if (const auto plain = without_fancy_dashes(word)) {
    const auto nearest = nearest_option(command, *plain);
    return BadInput(fmt::format(
        "\"{}\" has a dash that is not the ASCII hyphen '-', as word processors and web pages make "
        "of it: type {}",
        word, nearest.value_or(*plain)));
  }
  if (word.starts_with('-')) {
    const std::string name = word.substr(0, word.find('='));
    const auto nearest = nearest_option(command, name);
    return BadInput(fmt::format(
        "unknown option {}{}", name,
        nearest ? fmt::format(", did you mean {}?", *nearest) : "; --help lists the options"));
  }
  const auto options = command.get_options();
  const auto positional =
      std::find_if(options.begin(), options.end(),
                   [](const CLI::Option* option) { return option->get_positional(); });
  std::string right = "every argument belongs to an option";
  if (positional != options.end()) {
    right = fmt::format("{} takes one {}", command.get_name(),
                        CLI::detail::to_lower((*positional)->get_name()));
  }
  return BadInput(fmt::format("stray word \"{}\": {}", word, right));
}

BadInput refusal_of_early_word(const CLI::App& command, const std::string& word) {
  if (has_option(command, word.substr(0, word.find('=')))) {
    return BadInput(
        fmt::format("{} belongs behind the command {}, with no \"--\" before it: {} {} …", word,
                    command.get_name(), command.get_name(), word));
  }
  if (!word.starts_with('-') && !without_fancy_dashes(word)) {
    return BadInput(
        fmt::format("stray word \"{}\" in front of the command {}", word, command.get_name()));
  }
  return refusal_of_word(command, word);
}

BadInput refusal_of_word_behind(const CLI::App& command, const std::string& word) {
  if (has_option(command, word.substr(0, word.find('='))))
    return refusal_of_early_word(command, word);
  if (!has_option(command, "--bin")) return refusal_of_word(command, word);
  return BadInput(
      fmt::format("\"{}\" behind \"--\" is for a program of yours: name it with --bin FILE", word));
}

BadInput refusal_of_mismatch(const CLI::App* command, const CLI::ParseError& error) {
  const std::string text = error.what();
  std::string name = text.substr(0, text.find_first_of(": "));
  if (!name.starts_with('-')) name = "--" + name;
  if (command == nullptr || !has_option(*command, name)) return BadInput(text);
  const std::string argument = argument_of(*command, name);
  if (argument.empty()) return BadInput(fmt::format("{} takes no argument", name));
  return BadInput(fmt::format("{} needs an argument: {} {}", name, name, argument));
}

}  // namespace eddy::tools
