#include "checkers/transactional/graph/component_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include "checkers/transactional/graph/shortest_way.h"

namespace eddy::checkers {

namespace {

// What rules out the same model as an undecided type, where it is known that there is some cycle.
Anomaly cycle_exists(Anomaly type, SessionOrder order) {
  const bool snapshot = type == Anomaly::g_single_item;
  switch (order) {
    case SessionOrder::none:
      return snapshot ? Anomaly::pl_si_cycle_exists : Anomaly::pl_3_cycle_exists;
    case SessionOrder::process:
      return snapshot ? Anomaly::strong_session_snapshot_isolation_cycle_exists
                      : Anomaly::strong_session_serializable_cycle_exists;
    case SessionOrder::realtime:
      break;
  }
  return snapshot ? Anomaly::strong_snapshot_isolation_cycle_exists : Anomaly::pl_ss_cycle_exists;
}

// Turned so that the lowest transaction comes first.
void normalize(std::vector<CycleStep>& steps) {
  const auto lowest =
      std::min_element(steps.begin(), steps.end(),
                       [](const CycleStep& a, const CycleStep& b) { return a.from < b.from; });
  std::rotate(steps.begin(), lowest, steps.end());
}

bool meets_twice(const std::vector<CycleStep>& steps) {
  std::vector<TransactionId> met;
  for (const CycleStep& step : steps) met.push_back(step.from);
  std::sort(met.begin(), met.end());
  return std::adjacent_find(met.begin(), met.end()) != met.end();
}

}  // namespace

void ComponentSearch::run(FoundCycles& found) {
  const SessionOrder order = component_.precedence.order();
  // Most often either all cycles are by data alone, or none is.
  if (component_.precedence.empty() || has_cycle({true, false, RwSteps::any}))
    search_all(SessionOrder::none, found);
  if (!component_.precedence.empty()) search_all(order, found);
}

void ComponentSearch::search_all(SessionOrder order, FoundCycles& found) {
  // The gravest first.
  constexpr std::array kWithoutRw = {
      Sort{Anomaly::g0, Dependency::ww, {false, false, RwSteps::none}, 2},
      Sort{Anomaly::g1c, Dependency::wr, {true, false, RwSteps::none}, 2},
  };
  constexpr std::array kWithRw = {
      Sort{Anomaly::g_single_item, Dependency::rw, {true, false, RwSteps::none}, 2},
      Sort{Anomaly::g_nonadjacent_item, Dependency::rw, {true, false, RwSteps::nonadjacent}, 4},
      Sort{Anomaly::g2_item, Dependency::rw, {true, false, RwSteps::any}, 2},
  };
  if (has_cycle({true, order != SessionOrder::none, RwSteps::none})) {
    for (const Sort& sort : kWithoutRw) search(sort, order, found);
  }
  for (const Sort& sort : kWithRw) search(sort, order, found);
}

void ComponentSearch::search(const Sort& sort, SessionOrder order, FoundCycles& found) {
  const Anomaly type = with_order(sort.type, order);
  if (settled_.contains(type)) return;
  const bool session = order != SessionOrder::none;
  if (!meter_.spend(component_.graph.size() + component_.graph.edge_count())) {
    // The component is one because of some cycle.
    found.undecided.insert(type);
    found.exist.insert(cycle_exists(Anomaly::g2_item, component_.precedence.order()));
    return;
  }
  if (sort.type == Anomaly::g_single_item && !has_nonadjacent(session)) {
    settled_.insert(with_order(Anomaly::g_nonadjacent_item, order));
    return;
  }
  StepRules rules = sort.rules;
  rules.session = session;
  const StepGraph steps(component_.graph, component_.precedence, rules);
  const std::vector<std::uint32_t> component = strong_components(steps);
  const auto closing = closings(sort, steps, component);
  if (!closing) {
    found.undecided.insert(type);
    found.exist.insert(cycle_exists(sort.type, order));
    return;
  }
  auto cycle = shortest(sort, steps, component, *closing);
  if (!cycle) {
    if (meter_.exhausted()) found.undecided.insert(type);
    return;
  }
  settled_.merge(with_all_implied({cycle->type}));
  found.cycles.push_back(std::move(*cycle));
}

std::optional<ComponentSearch::Closings> ComponentSearch::closings(
    const Sort& sort, const StepGraph& steps, std::span<const std::uint32_t> component) {
  if (sort.closing != Dependency::rw || sort.rules.rw != RwSteps::none)
    return within_components(sort.closing, steps, component);
  // The closing edge is no step of the graph: whether there is a way back is asked for each.
  Closings pairs;
  for (TransactionId from = 0; from < component_.graph.size(); ++from) {
    for (const Edge& edge : component_.graph.from(from)) {
      if (edge.kind() == sort.closing) pairs.push_back({steps.state(edge.to()), steps.state(from)});
    }
  }
  return reachable_pairs(steps, component, std::move(pairs), meter_);
}

ComponentSearch::Closings ComponentSearch::within_components(
    Dependency closing, const StepGraph& steps, std::span<const std::uint32_t> component) const {
  Closings pairs;
  for (TransactionId from = 0; from < component_.graph.size(); ++from) {
    for (const Edge& edge : component_.graph.from(from)) {
      if (edge.kind() != closing) continue;
      const auto end =
          closing == Dependency::rw ? steps.state_by_rw(edge.to()) : steps.state(edge.to());
      if (component[end] == component[steps.state(from)]) pairs.push_back({end, steps.state(from)});
    }
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

bool ComponentSearch::has_cycle(StepRules rules) {
  // Where the budget does not suffice, that is for the searches to say.
  if (!meter_.spend(component_.graph.size() + component_.graph.edge_count())) return true;
  const StepGraph steps(component_.graph, component_.precedence, rules);
  const std::vector<std::uint32_t> component = strong_components(steps);
  // Components are numbered without gaps.
  return *std::max_element(component.begin(), component.end()) + 1 < component.size();
}

bool ComponentSearch::has_nonadjacent(bool session) const {
  const StepGraph steps(component_.graph, component_.precedence,
                        {true, session, RwSteps::nonadjacent});
  return !within_components(Dependency::rw, steps, strong_components(steps)).empty();
}

std::optional<Cycle> ComponentSearch::shortest(const Sort& sort, const StepGraph& steps,
                                               std::span<const std::uint32_t> component,
                                               const Closings& closings) {
  ShortestWay search(steps, component);
  std::optional<Cycle> best;
  auto longest = static_cast<std::uint32_t>(steps.size());
  const std::uint64_t spent_before = meter_.spent();
  for (std::size_t first = 0; first < closings.size();) {
    std::vector<StepGraph::Vertex> targets;
    const StepGraph::Vertex from = closings[first].from;
    for (; first < closings.size() && closings[first].from == from; ++first)
      targets.push_back(closings[first].to);
    const auto way = search.find(from, targets, longest, meter_);
    if (way) {
      if (auto cycle = closed(sort, steps, *way)) {
        longest = static_cast<std::uint32_t>(cycle->steps.size() - 2);
        best = std::move(cycle);
      }
    }
    if (best &&
        (best->steps.size() <= sort.fewest || meter_.spent() - spent_before > steps_for_shortest_))
      break;
    if (meter_.exhausted()) break;
  }
  return best;
}

std::optional<Cycle> ComponentSearch::closed(const Sort& sort, const StepGraph& steps,
                                             const std::vector<StepGraph::Vertex>& way) const {
  const auto member = [&](StepGraph::Vertex state) {
    return component_.members[steps.transaction(state)];
  };
  std::vector<CycleStep> cycle{{member(way.back()), sort.closing}};
  for (std::size_t i = 0; i + 1 < way.size(); ++i)
    cycle.push_back({member(way[i]), steps.kind(way[i], way[i + 1])});
  if (meets_twice(cycle)) return std::nullopt;
  normalize(cycle);
  const Anomaly type = type_of_cycle(cycle);
  return Cycle{type, std::move(cycle)};
}

}  // namespace eddy::checkers
