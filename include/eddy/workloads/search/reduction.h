// Takes things out of a list, for as long as what is left still is what is wanted.
//
// Chunks of the list, halving, from its end to its start, until none of the things that are left
// can go alone. Later things go first: what led to a failure lies before it.
//
// Each candidate may be tried in several variants, such as under several seeds: the first that is
// wanted counts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/workloads/search/scenario_parts.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// A candidate with these things alone, in the variant of that number; nothing: there is no such
// scenario.
using WithPlaces =
    std::function<std::optional<Scenario>(const Places& kept, std::uint64_t variant)>;

struct Things {
  std::size_t count = 0;
  std::uint64_t variants = 1;
};

struct Reduced {
  Places kept;
  std::optional<Trials::Found> last;  // the scenario that has these alone; nothing: all are kept
};

Reduced reduce(Things things, const WithPlaces& with, const Trials::Wanted& wanted,
               Trials& trials);

}  // namespace eddy::workloads
