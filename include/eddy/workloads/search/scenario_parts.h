// Scenarios with something left out, or moved: values in, values out. Ids stay what they were.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/planner.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

using Places = std::vector<std::size_t>;  // in a list, ascending

// Those of the list at these places.
template <class T>
std::vector<T> at_places(const std::vector<T>& list, const Places& places) {
  std::vector<T> kept;
  kept.reserve(places.size());
  for (const std::size_t place : places) kept.push_back(list[place]);
  return kept;
}

// Each operation of the load is done when, and by whom, it was in the run, whatever becomes of the
// others; those that did not begin are left out.
Scenario with_fixed_seats(const Scenario& scenario, const sim::Recording& recording,
                          const Planner& planner);

// With these nodes alone, which are renamed in their order to n0, n1, …: operations of the others
// go to nodes that are left, faults spare them, exceptions of theirs go. Nothing: a fault would
// befall nobody, or part nobody. REQUIRES: they are some of its nodes, ascending.
std::optional<Scenario> with_nodes(const Scenario& scenario, const std::vector<sim::NodeId>& nodes,
                                   const Planner& planner);

// So many nodes, those that operations ask first, ascending. REQUIRES: it has as many.
std::vector<sim::NodeId> asked_first(const Scenario& scenario, std::size_t count);

// The times at which something of the load is planned, each once, ascending: since its begin.
std::vector<sim::Time> moments_of(const Scenario& scenario);

// All that is planned for after `moment` comes earlier by that time, and the load is as much
// shorter. Exceptions of messages sent after it, `load_begin` after the beginning of the run, are
// those of messages sent as much earlier.
Scenario moved_up(const Scenario& scenario, sim::Time moment, sim::Duration by,
                  sim::Time load_begin);

// The load ends that long after the last of its moments.
Scenario ending_after(const Scenario& scenario, sim::Duration rest);

// Of each operation its nodes' clients, and no more of these than it takes.
Scenario with_few_clients(const Scenario& scenario, const Planner& planner);

// Without what only planning needs: rate, nemesis, how many clients each node has.
Scenario with_plain_plan(const Scenario& scenario, const Planner& planner);

// When the load began.
sim::Time load_begin(const sim::Recording& recording);

}  // namespace eddy::workloads
