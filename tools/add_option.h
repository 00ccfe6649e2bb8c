// How options of `eddy test` are declared: what is given twice counts as given last.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace eddy::tools {

// `parse` is called with the option's argument as text; `metavar` stands for it in the help.
template <class Parse>
CLI::Option* add(CLI::App& command, const std::string& name, const std::string& help,
                 const std::string& metavar, Parse parse) {
  return command.add_option_function<std::string>(name, parse, help)
      ->option_text(metavar)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace eddy::tools
