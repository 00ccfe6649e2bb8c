// Takes things out of a list, for as long as what is left still is what is wanted.
//
// Chunks of the list, halving, from its end to its start, until none of the things that are left
// can go alone. Later things go first: what led to a failure lies before it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/workloads/search/scenario_parts.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// A candidate with these things alone; nothing: there is no such scenario.
using WithPlaces = std::function<std::optional<Scenario>(const Places& kept)>;

struct Reduced {
  Places kept;
  std::optional<Trials::Found> last;  // the scenario that has these alone; nothing: all are kept
};

// Of `count` things.
Reduced reduce(std::size_t count, const WithPlaces& with, const Trials::Wanted& wanted,
               Trials& trials);

}  // namespace eddy::workloads
