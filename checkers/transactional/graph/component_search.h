// The search for cycles of each type in one strongly connected component; see cycle_search.h.
//
// A cycle of any type is an edge of one kind and a way back from its end to its beginning by steps
// that the type allows. Types are searched from the gravest on, and a type that one found implies
// is passed over. That makes each search simple: where there is no G0, every cycle of ww and wr
// steps is G1c; where there is no G-single-item, no cycle has just one rw.
//
// G-nonadjacent-item is searched among states (step_graph.h). A shortest cycle of states that meets
// a transaction twice can be cut short there, or has a G1c about it; it is no cycle, and is left
// out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/transactional/graph/component.h"
#include "checkers/transactional/graph/cycle_search.h"
#include "checkers/transactional/graph/reachable_pairs.h"
#include "checkers/transactional/graph/step_graph.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

class ComponentSearch {
 public:
  // `steps_for_shortest` may be spent for one type on cycles shorter than the first one found.
  ComponentSearch(const Component& component, StepMeter& meter, std::uint64_t steps_for_shortest)
      : component_(component), meter_(meter), steps_for_shortest_(steps_for_shortest) {}

  // Adds what is found.
  void run(FoundCycles& found);

 private:
  // What cycles of one type are made of.
  struct Sort {
    Anomaly type;
    Dependency closing;  // one edge of each cycle is of this kind
    StepRules rules;     // of the rest
    std::size_t fewest;  // transactions in a cycle
  };

  // From where an edge leads back to where it comes from.
  using Closings = std::vector<StatePair>;

  void search_all(SessionOrder order, FoundCycles& found);
  void search(const Sort& sort, SessionOrder order, FoundCycles& found);
  // Those that lie on a cycle; nothing if the budget does not suffice.
  std::optional<Closings> closings(const Sort& sort, const StepGraph& steps,
                                   std::span<const std::uint32_t> component);
  Closings within_components(Dependency closing, const StepGraph& steps,
                             std::span<const std::uint32_t> component) const;
  // Whether there is any cycle of these steps; true where the budget does not suffice.
  bool has_cycle(StepRules rules);
  // Whether rw edges lie on a cycle that has no two of them adjacent.
  bool has_nonadjacent(bool session) const;
  std::optional<Cycle> shortest(const Sort& sort, const StepGraph& steps,
                                std::span<const std::uint32_t> component, const Closings& closings);
  std::optional<Cycle> closed(const Sort& sort, const StepGraph& steps,
                              const std::vector<StepGraph::Vertex>& way) const;

  const Component& component_;
  StepMeter& meter_;
  std::uint64_t steps_for_shortest_;
  AnomalySet settled_;  // what is found, implied by it, or known not to be there
};

}  // namespace eddy::checkers
