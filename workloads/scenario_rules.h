// What a scenario must keep that its types do not say: nodes that exist, times within the load,
// ids that are not given twice, operations that its workload can read.
#pragma once

#include "eddy/sim/codec/flaw.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/workload.h"

namespace eddy::workloads {

// The first breach, with its path in the scenario's JSON; nothing: the scenario can be run and
// judged.
sim::codec::Complaint flaw_in(const Scenario& scenario, const Workload& workload);

}  // namespace eddy::workloads
