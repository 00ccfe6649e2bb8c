// Which messages decide how a run ends: each that arrived is lost alone, and each that was lost is
// let through alone, in a run of its own; one that comes twice or later by exception comes as others.
//
// It names what the causal past of an operation cannot: the message that did not arrive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>

#include "eddy/sim/message_id.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/search/ending.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

struct DecidingMessages {
  std::set<sim::MessageId> lost;     // had it arrived, the run would not fail that way
  std::set<sim::MessageId> arrived;  // had it been lost, the run would not fail that way
  std::set<sim::MessageId> altered;  // had it come as others do, the run would not fail that way
  std::size_t asked = 0;             // messages between servers that were looked at, a run each
  std::size_t left_out = 0;          // that were not: there are too many

  bool has(const sim::MessageId& message) const {
    return lost.contains(message) || arrived.contains(message) || altered.contains(message);
  }
};

// `recording`: of the failing run. Of messages that a node was down for nothing is asked.
DecidingMessages deciding_messages(const FailingScenario& failing, const sim::Recording& recording,
                                   const ScenarioRunner& runner, std::size_t most_asked = 400);

}  // namespace eddy::workloads
