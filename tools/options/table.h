// The table of all options of `eddy test`, and what derives from it.
#pragma once

#include <CLI/App.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "eddy/workloads/options.h"
#include "tools/options/row.h"

namespace eddy::tools {

// In the order of the help.
std::vector<OptionRow> option_table();

// Declares the options of these parts on `command`; parsing fills `request`, which must live as
// long.
void declare_options(CLI::App& command, TestRequest& request, std::initializer_list<Part> parts);

// The options that give the same run again, each after a blank: " -w echo --node echo --seed 7".
// Those at their defaults are left out, but for the seed.
std::string arguments_of(const workloads::Options& options);

}  // namespace eddy::tools
