// The help: how it is laid out, its examples, and the word `help` in place of the option.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Formatter.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::tools {

// Lays the help out in so many columns.
class HelpFormatter final : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t columns);

  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override;
  std::string make_positionals(const CLI::App* app) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* sub) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_description(const CLI::App* app) const override;

 private:
  std::string row(const std::string& label, const std::string& text) const;

  std::size_t columns_;
};

// What follows the options in the help of a subcommand; of "" in that of the whole program.
// `command` is how it was called.
std::string footer(std::string_view subcommand, const std::string& command);

// `help`, `help test` and `test help` become `--help` and `test --help`; all else stays. Without
// the program's name. Throws BadInput for a topic that is none of the subcommands.
std::vector<std::string> with_help_option(std::vector<std::string> arguments,
                                          const std::vector<std::string>& subcommands);

}  // namespace eddy::tools
