// Finds where clients jump over messages or go back: from one operation of a process to the next,
// and within one operation.
#pragma once

#include "checkers/kafka/fault.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

// Linear in what was sent, polled and assigned.
void find_position_faults(const Operations& operations, const LogOrder& order, Faults& faults);

}  // namespace eddy::checkers::kafka
