// What evidence may tell of a run beside its history.
#pragma once

#include "checkers/surroundings.h"
#include "workloads/run.h"

namespace eddy::workloads {

// What can keep a value from a node: partitions, loss and slowness, and what the nodes said they
// learned. Refers to the run.
checkers::Surroundings surroundings_of(const Run& run);

// "partition bridge n1 n4 | n2 n3", "loss 10 %".
std::string name_of(const sim::Fault& fault);

}  // namespace eddy::workloads
