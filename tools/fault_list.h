// The faults of a run for a person: when each was active, and what it was.
#pragma once

#include <string>
#include <vector>

#include "eddy/workloads/experiment.h"

namespace eddy::tools {

// "4.435–12.251 s  partition bridge n1 n4 | n2 n3", by their begins. Of many, those that the
// evidence names or that were active at one of the operations that it names, and how many are left.
std::vector<std::string> list_faults(const workloads::Experiment& experiment);

}  // namespace eddy::tools
