// Availability: how many of the clients' operations succeeded, and whether that is enough.
#pragma once

#include <optional>
#include <string_view>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The least acceptable fraction of ok among the invoked operations, from 0 to 1; "total" is 1.
// Nothing: all is accepted.
using AvailabilityGoal = std::optional<double>;

// "total", or a fraction such as "0.9". Throws BadInput on anything else.
AvailabilityGoal parse_availability(std::string_view text);

// Figure and report: ok-fraction, 1 when nothing was invoked. O(n).
Verdict check_availability(const History& history, AvailabilityGoal goal);

}  // namespace eddy::checkers
