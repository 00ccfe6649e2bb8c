// The table of all options of `eddy check`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/check_request.h"
#include "tools/options/argument.h"

namespace eddy::tools {

struct CheckOption {
  std::string name;          // without dashes: "max-steps"
  char letter = '\0';        // of its short name: 'm' of -m; '\0': it has none
  bool of_models = false;    // only the models heed it whose checkers say so
  std::string metavar = {};  // stands for the argument in the help; empty: a flag
  std::string help;
  ArgumentForm form;
  // Reads an argument. Throws checkers::BadInput.
  std::function<void(CheckRequest& request, const std::string& text)> set;

  std::string option() const { return "--" + name; }
};

// In the order of the help.
std::vector<CheckOption> check_table();

// The models whose checkers heed the option of that name.
std::vector<std::string_view> models_that_heed(std::string_view option);

// The names of our models.
std::vector<std::string> checker_names();

}  // namespace eddy::tools
