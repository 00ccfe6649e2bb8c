// A climate: what a seed draws for its run, so that many seeds try many kinds of days.
//
//   * A climate is plain options. A line that spells them out gives the same run.
//   * What the user pinned is not drawn. Each draw has a key of its own: to pin one option leaves
//     the draws of the others as they were.
//   * What a program must not be judged by is not drawn: workload options, criteria, limits.
//   * A run is cheap: it plans about most_climate_operations() at most, unless the user pinned what
//     makes more of them.
//   * A world is not so slow that a right program fails in it: an operation takes several messages
//     one after another, and clients wait for a second or five.
//   * Integers only, and frozen: a seed names the same climate everywhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/workloads/options.h"

namespace eddy::workloads {

// The options that are not drawn, by their names on the command line, without dashes: "rate".
using PinnedOptions = std::set<std::string, std::less<>>;

// An operation costs about as many messages as there are nodes: few nodes do many of them.
constexpr std::uint64_t most_climate_operations(std::size_t nodes) {
  constexpr std::uint64_t kByAllNodes = 2'560;
  constexpr std::uint64_t kFewest = 256;
  return std::max(kByAllNodes / std::max<std::uint64_t>(nodes, 1), kFewest);
}

// A type of messages that a program's nodes send, and about how many in a run: a fault may wait for
// the one or the other of them.
struct SentType {
  std::string type;
  std::uint64_t count = 0;
};

// What a climate may draw, beside what the user pinned.
struct ClimateBounds {
  sim::FaultSet survived;      // the faults
  std::vector<SentType> sent;  // where faults at events may be
};

// The climate of a seed, which is its run's seed, too. `given`: the options of the command line,
// and defaults elsewhere.
// REQUIRES: `given` names a workload, and can be run.
Options draw_climate(const Options& given, const PinnedOptions& pinned, const ClimateBounds& bounds,
                     std::uint64_t seed);

}  // namespace eddy::workloads
