// plan: from a seed and options to a scenario. Pure: the same options give the same scenario.
#pragma once

#include "eddy/workloads/options.h"
#include "eddy/workloads/planner.h"
#include "eddy/workloads/redraws.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// The gaps between operations are uniform on 0 … 2 / rate; each is drawn by its number, and so are
// the operation itself and the thread that is to do it.
// In the order of time, their ids are 0, 1, 2, …
// Of a run that branches, what is to come of operations, and of faults, is drawn anew.
struct PlanRedraws {
  Redraws operations = {};
  Redraws faults = {};
};
Scenario plan(const Options& options, const Planner& planner, const PlanRedraws& redraws = {});

}  // namespace eddy::workloads
