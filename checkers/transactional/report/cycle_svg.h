// The SVG of a cycle: boxes in a column, an arrow down from each to the next; the last one's arrow
// goes round the left side to the top of the first. All lengths are whole pixels.
#pragma once

#include <string>

#include "checkers/transactional/report/drawn_cycle.h"

namespace eddy::checkers {

std::string to_svg(const DrawnCycle& cycle);

}  // namespace eddy::checkers
