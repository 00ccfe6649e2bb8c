// What the faults of a scenario must keep to.
#pragma once

#include "eddy/sim/codec.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// The first flaw, by its place in the scenario: "faults[2].groups".
sim::codec::Complaint flaw_in_faults(const Scenario& scenario);

}  // namespace eddy::workloads
