// `eddy test`: plan, run, check, store and report.
#pragma once

#include <span>
#include <string>

#include "sim/node_program.h"
#include "tools/test_request.h"

namespace eddy::tools {

// The exit status: 0 valid, 1 invalid, 2 unknown, 255 when two runs of one seed differ.
// `command` is how the program was called, for the line that reproduces a run.
int run_tests(const TestRequest& request, std::span<const sim::NodeProgram> programs,
              const std::string& command);

}  // namespace eddy::tools
