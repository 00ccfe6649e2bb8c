// plan: from a seed and options to a scenario. Pure: the same options give the same scenario.
#pragma once

#include "eddy/workloads/options.h"
#include "eddy/workloads/planner.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// The gaps between operations are uniform on 0 … 2 / rate; each is drawn by its number, and so are
// the operation itself and the thread that is to do it.
// In the order of time, their ids are 0, 1, 2, …
Scenario plan(const Options& options, const Planner& planner);

}  // namespace eddy::workloads
