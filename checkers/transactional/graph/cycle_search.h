// Finds the cycles that say which kinds of anomaly a history has.
//
// * In each strongly connected component, for each type that cycle.h knows, a shortest cycle,
//   unless a type that implies it was found there: G-single-item hides G2-item, G0 hides G1c.
// * A run of process or realtime steps is one step.
// * Deterministic: of several shortest cycles of a type always the same is returned.
// * Whether there is a cycle of a type is decided first, in time near linear to the size of the
//   component for all types but G-single-item, and one is found. To find a shortest one of a type
//   in a component may take a fiftieth of the budget's steps; then the shortest so far has to do.
//
// Components come from Boost.Graph, whose search is iterative.
#pragma once

#include <cstddef>
#include <vector>

#include "checkers/transactional/graph/cycle.h"
#include "checkers/transactional/graph/precedence.h"
#include "eddy/checkers/budget.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/models/anomaly.h"

namespace eddy::checkers {

struct FoundCycles {
  // By component, then by type: first those without process or realtime steps.
  std::vector<Cycle> cycles;
  // Types that the budget left undecided in some component.
  AnomalySet undecided;
  // PL-SI-cycle-exists and such: where the search was cut off, cycles that are known to be there
  // all the same.
  AnomalySet exist;
  std::size_t components = 0;  // strongly connected ones with more than one transaction
};

// REQUIRES: graph and precedence are of the same transactions.
FoundCycles find_cycles(const DependencyGraph& graph, const Precedence& precedence,
                        const Budget& budget);

}  // namespace eddy::checkers
