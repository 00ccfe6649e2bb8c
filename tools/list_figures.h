// `eddy test --expect help`: the figures that a criterion can be put on.
#pragma once

#include <optional>
#include <string>

#include "eddy/workloads/options.h"

namespace eddy::tools {

// Of the workload of these options, or of all workloads. `command` is how the program was called,
// for the examples. Returns the exit status.
int list_figures(const std::optional<workloads::Options>& options, const std::string& command);

}  // namespace eddy::tools
