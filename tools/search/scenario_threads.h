// Runs the scenarios of a search, several at once, each in a thread of its own.
#pragma once

#include <cstddef>
#include <functional>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// Of this workload and program. `jobs`: as many threads at most. REQUIRES: there is such a workload.
workloads::ScenarioRunner scenario_threads(const std::string& workload,
                                           const sim::NodeProgram& program, std::size_t jobs,
                                           std::function<bool()> is_asked_to_end = {});

}  // namespace eddy::tools
