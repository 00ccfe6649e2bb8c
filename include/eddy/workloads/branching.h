// The scenario of a run by its name (eddy/sim/branch.h): planned from its seed, and, where the run
// branches, what was to come after each branch drawn anew.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/node_program.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/workload.h"

namespace eddy::workloads {

// plan() for a run without branches. Else the run is run once for each branch, to see when it is.
// Throws checkers::BadInput where a branch comes after the end of the run.
Scenario plan_by_name(const Options& options, const Workload& workload,
                      const sim::NodeProgram& program);

// When each of the faults at events began, since the load did, in their order: as Redraw has it.
// `events`: until the branch.
std::vector<std::optional<sim::Time>> begun_at_events(std::span<const sim::Event> events,
                                                      sim::Time load,
                                                      const std::vector<PlannedFault>& faults);

}  // namespace eddy::workloads
