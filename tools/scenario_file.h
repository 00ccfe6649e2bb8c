// Where `eddy replay` finds its scenario.
#pragma once

#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "eddy/workloads/scenario.h"

namespace eddy::tools {

// `place`: a file, the folder of a stored run, or "-" for standard input. Throws
// checkers::BadInput when it cannot be read or is no scenario, or names a file that cannot be run.
workloads::Scenario scenario_in(const std::string& place,
                                std::span<const nodes::ProgramEntry> programs);

}  // namespace eddy::tools
