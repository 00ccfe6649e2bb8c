#include "checkers/transactional/graph/cycle_search.h"

#include "checkers/transactional/graph/component.h"
#include "checkers/transactional/graph/component_search.h"

namespace eddy::checkers {

FoundCycles find_cycles(const DependencyGraph& graph, const Precedence& precedence,
                        const Budget& budget) {
  constexpr std::uint64_t kShareOfOneType = 50;
  FoundCycles found;
  StepMeter meter(budget.steps);
  for (const Component& component : components_of(graph, precedence)) {
    ++found.components;
    ComponentSearch(component, meter, budget.steps / kShareOfOneType).run(found);
  }
  return found;
}

}  // namespace eddy::checkers
