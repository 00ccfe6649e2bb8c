// `eddy test`: plan, run, check, store and report.
#pragma once

#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "eddy/workloads/scenario.h"
#include "tools/test_request.h"

namespace eddy::tools {

// Plans and runs with as many seeds as are asked for, until one is not valid.
// The exit status: 0 valid, 1 invalid, 2 unknown, 255 when two runs of one seed differ.
// `command` is how the program was called, for the line that reproduces a run.
int run_tests(const TestRequest& request, std::span<const nodes::ProgramEntry> programs,
              const std::string& command);

// The same of one run whose scenario is there already. It is given again by `command` and
// `arguments`, "eddy replay" and "cut.json", or, where it is stored, by `command` and the folder.
int run_scenario(const TestRequest& request, workloads::Scenario scenario,
                 std::span<const nodes::ProgramEntry> programs, const std::string& command,
                 const std::string& arguments);

}  // namespace eddy::tools
