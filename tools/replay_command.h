// `eddy replay`: runs a scenario from a file and judges it by the criteria that stand in it.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct ReplayRequest {
  TestRequest test;   // criteria that are given, and what becomes of the results
  std::string place;  // of the scenario: see scenario_file.h
};

// Declares the options of `eddy replay` on `command`; parsing fills `request`, which must live as
// long.
void declare_replay_options(CLI::App& command, ReplayRequest& request);

// The exit status, as of `eddy test`. `command` is how the program was called. Throws
// checkers::BadInput.
int replay(const ReplayRequest& request, std::span<const nodes::ProgramEntry> programs,
           const std::string& command);

}  // namespace eddy::tools
