// Circles of transactions that none of them can have begun: what their snapshots and commits, or
// their updates, ask for contradicts itself.
#pragma once

#include <vector>

#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/lists/view_rules.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

// prefix-violation and G-update of view_rules.h.
std::vector<Links> snapshots_in_a_circle(const ListViews& views, StepMeter& meter);
std::vector<Links> updates_in_a_circle(const ListViews& views, StepMeter& meter);

}  // namespace eddy::checkers
