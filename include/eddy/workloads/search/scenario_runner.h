// Runs the scenarios of a search in this thread, one after another.
#pragma once

#include <cstdint>
#include <string>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// The run of the scenario, but for its bound on events, where that is higher.
Experiment run_bounded(Scenario scenario, const std::string& workload,
                       const sim::NodeProgram& program, std::uint64_t most_events,
                       const Onlookers& onlookers = {});

// REQUIRES: there is such a workload.
ScenarioRunner scenario_runner(const std::string& workload, const sim::NodeProgram& program);

}  // namespace eddy::workloads
