// What can only be seen of a request when all options are there: names that are unknown or do not
// fit, options that contradict one another or ask for too much together.
#pragma once

#include <span>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

// Fills in defaults that depend on other options. Throws checkers::BadInput.
void complete(TestRequest& request, std::span<const nodes::ProgramEntry> programs);

// Of the options that say where a run goes. Throws checkers::BadInput at a contradiction.
void require_output(const TestRequest& request);

}  // namespace eddy::tools
