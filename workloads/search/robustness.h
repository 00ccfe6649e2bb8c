// How much of a minimal run is luck: under how many other keys it fails, too.
#pragma once

#include <cstdint>

#include "eddy/workloads/search/ending.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// Exceptions befall the same messages there, which may be sent a little later or sooner. Ends early
// where the runner is asked to.
Robustness robustness_of(const FailingScenario& smallest, const Pursuit& pursuit,
                         const ScenarioRunner& runner, std::uint64_t keys,
                         std::uint64_t most_events);

}  // namespace eddy::workloads
