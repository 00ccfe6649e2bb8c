// The rules of view_rules.h for the guarantees of sessions.
#pragma once

#include <vector>

#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/lists/view_rules.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

std::vector<Links> nonmonotonic_reads(const ListViews& views, StepMeter& meter);
std::vector<Links> missed_own_writes(const ListViews& views, StepMeter& meter);
std::vector<Links> nonmonotonic_writes(const ListViews& views, StepMeter& meter);
std::vector<Links> missed_dependencies(const ListViews& views, StepMeter& meter);
std::vector<Links> pram_violations(const ListViews& views, StepMeter& meter);

}  // namespace eddy::checkers
