// Finds committed offsets that were forgotten: lost-commit.
#pragma once

#include "checkers/kafka/fault.h"
#include "checkers/kafka/operations.h"
#include "eddy/checkers/kafka.h"

namespace eddy::checkers::kafka {

// O(n log n) for n commits and listings, of which few overlap.
void find_commit_faults(const Operations& operations, CommittedOffsets rule, Faults& faults);

}  // namespace eddy::checkers::kafka
