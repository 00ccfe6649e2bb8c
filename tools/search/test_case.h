// A failing run as a doctest case, ready to paste: it fails as long as the bug is there.
#pragma once

#include <string>

#include "eddy/workloads/search/minimise.h"

namespace eddy::tools {

// The source of a file with one test case. It includes what it needs but the node program, which
// stands in the catalog under `program`, or is named in a comment for whoever pastes it.
std::string test_case_of(const workloads::FailingScenario& failing);

}  // namespace eddy::tools
