#include "checkers/transactional/graph/component.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "checkers/transactional/graph/step_graph.h"

namespace eddy::checkers {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// The members of each component with more than one, by the lowest.
std::vector<std::vector<TransactionId>> members_of(const DependencyGraph& graph,
                                                   const Precedence& precedence) {
  const StepGraph steps(graph, precedence, {true, true, RwSteps::any});
  const std::vector<std::uint32_t> component = strong_components(steps);
  std::vector<std::uint32_t> sizes(component.size());
  const auto transactions = static_cast<TransactionId>(graph.size());
  for (TransactionId t = 0; t < transactions; ++t) ++sizes[component[t]];
  std::vector<std::uint32_t> position(component.size(), kNone);  // by component, in `members`
  std::vector<std::vector<TransactionId>> members;
  for (TransactionId t = 0; t < transactions; ++t) {
    const std::uint32_t c = component[t];
    if (sizes[c] < 2) continue;
    if (position[c] == kNone) {
      position[c] = static_cast<std::uint32_t>(members.size());
      members.emplace_back().reserve(sizes[c]);
    }
    members[position[c]].push_back(t);
  }
  return members;
}

}  // namespace

std::vector<Component> components_of(const DependencyGraph& graph, const Precedence& precedence) {
  std::vector<Component> components;
  std::vector<std::uint32_t> new_number(graph.size(), kNone);
  for (std::vector<TransactionId>& members : members_of(graph, precedence)) {
    for (std::uint32_t i = 0; i < members.size(); ++i) new_number[members[i]] = i;
    std::vector<Dependence> inside;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      for (const Edge& edge : graph.from(members[i])) {
        const std::uint32_t to = new_number[edge.to()];
        if (to != kNone) inside.emplace_back(i, to, edge.kind());
      }
    }
    for (const TransactionId member : members) new_number[member] = kNone;
    DependencyGraph part(members.size(), inside);
    Precedence order = precedence.among(members);
    components.push_back({std::move(members), std::move(part), std::move(order)});
  }
  return components;
}

}  // namespace eddy::checkers
