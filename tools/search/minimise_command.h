// `eddy minimise`: from a failing run to the smallest one that fails the same way.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct MinimiseRequest {
  TestRequest test;   // the options of the run, and what becomes of the results
  std::string place;  // of its scenario, or of a sweep; empty: the options say
};

// Declares the options of `eddy minimise` on `command`; parsing fills `request`, which must live as
// long.
void declare_minimise_options(CLI::App& command, MinimiseRequest& request);

// The exit status: 0 where there is a smallest run. `command` is how the program was called. Throws
// checkers::BadInput.
int minimise(const MinimiseRequest& request, std::span<const nodes::ProgramEntry> programs,
             const std::string& command);

}  // namespace eddy::tools
