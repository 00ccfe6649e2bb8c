// Figures by name: a figure is found under the name it is reported by, and under the one that the
// summary of a run calls it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// "stable-latency.p50" of "stable.p50"; any other name as it is.
std::string reported_name(std::string_view name);

// Null when there is none of that name.
const Figure* find_figure(const std::vector<Figure>& figures, std::string_view name);

// All names under which find_figure finds one of them.
std::vector<std::string> names_of(const std::vector<Figure>& figures);

}  // namespace eddy::checkers
