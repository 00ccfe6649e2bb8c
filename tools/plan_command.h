// `eddy plan`: writes the scenario of a run, and runs nothing.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct PlanRequest {
  TestRequest test;  // its output options are not asked for
  std::string file;  // where the scenario goes; empty: to standard output
};

// Declares the options of `eddy plan` on `command`; parsing fills `request`, which must live as
// long.
void declare_plan_options(CLI::App& command, PlanRequest& request);

// Exit status 0. Throws checkers::BadInput when the file cannot be written. REQUIRES: complete().
int write_plan(const PlanRequest& request, std::span<const nodes::ProgramEntry> programs);

}  // namespace eddy::tools
