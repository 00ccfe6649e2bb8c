// What was drawn between two events of a run that follow one another, in words.
#pragma once

#include <cstdint>
#include <string>

#include "eddy/sim/trace.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// After the event of that number, from 1, and before or at the next one. REQUIRES: there is a next.
std::string drawn_after(const sim::Recording& recording, std::uint64_t event,
                        const Scenario& scenario);

// The operation that is due first after that event: "operation 27, broadcast 12 at n1"; empty: none
// is.
std::string operation_after(const sim::Recording& recording, std::uint64_t event,
                            const Scenario& scenario);

}  // namespace eddy::workloads
