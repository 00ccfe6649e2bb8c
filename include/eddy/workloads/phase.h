// The parts of a run; clients do operations in all but the setup. What they do there: phases.h.
#pragma once

#include "eddy/sim/event.h"

namespace eddy::workloads {

using sim::Phase;

}  // namespace eddy::workloads
