// `eddy sweep`: many seeds of one test on all cores, and what they tell together.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct SweepRequest {
  TestRequest test;
  std::string folder;  // of a sweep to go on with; empty: it was not given
};

// Declares the options of `eddy sweep` on `command`; parsing fills `request`, which must live as
// long.
void declare_sweep_options(CLI::App& command, SweepRequest& request);

// Runs the seeds, or those that are left, and reports. The exit status: 0 all are valid, 1 one is
// failing, 2 none is failing and one unknown, 130 interrupted, 255 when two runs of one seed differ.
// `command` is how the program was called. Throws checkers::BadInput.
int run_sweep(const SweepRequest& request, std::span<const nodes::ProgramEntry> programs,
              const std::string& command);

}  // namespace eddy::tools
