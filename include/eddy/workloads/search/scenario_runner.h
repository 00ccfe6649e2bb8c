// Runs the scenarios of a search in this thread, one after another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// The run of the scenario, but for its bound on events, where that is higher.
Experiment run_bounded(Scenario scenario, const std::string& workload,
                       const sim::NodeProgram& program, std::uint64_t most_events,
                       const Onlookers& onlookers = {});

// What ScenarioRunner::watch gives, of a run that is bounded by so many events. `also` is told of
// every event before the run goes on.
enum class States : std::uint8_t { asked, not_asked };
RecordedRun watch_bounded(const Scenario& scenario, const std::string& workload,
                          const sim::NodeProgram& program, std::uint64_t most_events,
                          States states = States::asked,
                          const std::function<void(const sim::Event&)>& also = {});

// REQUIRES: there is such a workload.
ScenarioRunner scenario_runner(const std::string& workload, const sim::NodeProgram& program);

}  // namespace eddy::workloads
