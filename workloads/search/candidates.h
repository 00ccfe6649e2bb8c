// Simpler scenarios, of which a minimiser asks whether they fail as well.
#pragma once

#include <cstddef>
#include <optional>

#include "eddy/workloads/scenario.h"
#include "eddy/workloads/search/scenario_parts.h"

namespace eddy::workloads {

// Things of a scenario that are parts of others, in a fixed order.
struct Parts {
  std::size_t (*count)(const Scenario& scenario);
  // With these alone; nothing: what they are parts of would have none.
  std::optional<Scenario> (*with)(const Scenario& scenario, const Places& kept);
};
extern const Parts kTransactionParts;  // the micro-operations of transactions
extern const Parts kFaultParts;        // the nodes that faults befall

// As from a file: no rule of a scenario is broken.
bool can_be_read(const Scenario& scenario);

// Timers fire when they are due, and no label is taken more often.
Scenario without_chances(const Scenario& scenario);

}  // namespace eddy::workloads
