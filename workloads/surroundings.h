// What evidence may tell of a run beside its history.
#pragma once

#include "eddy/checkers/surroundings.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {

// What can keep a value from a node: partitions, loss and slowness, and what the nodes said they
// learned. Refers to the run.
checkers::Surroundings surroundings_of(const Run& run);

}  // namespace eddy::workloads
