// The parts of a run in which clients do operations. What they do there: phases.h.
#pragma once

namespace eddy::workloads {

enum class Phase { load, recovery, last };

}  // namespace eddy::workloads
