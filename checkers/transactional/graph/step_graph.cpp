#include "checkers/transactional/graph/step_graph.h"

#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

#include "eddy/base/ensure.h"

namespace eddy::checkers {

StepGraph::StepGraph(const DependencyGraph& graph, const Precedence& precedence, StepRules rules)
    : dependencies_(graph),
      order_(precedence.order()),
      rules_(rules),
      states_each_(rules.rw == RwSteps::nonadjacent ? 2 : 1),
      states_(static_cast<Vertex>(graph.size()) * states_each_) {
  ensure(graph.size() == precedence.size(),
         "the dependencies and the precedence are of the same transactions");
  const auto transactions = static_cast<TransactionId>(graph.size());
  const auto places = rules.session ? static_cast<Vertex>(precedence.sequence().size()) : Vertex{0};
  std::vector<std::pair<Vertex, Vertex>> edges;
  edges.reserve(graph.edge_count() * states_each_ + std::size_t{places} * 3);
  for (TransactionId t = 0; t < transactions; ++t) {
    const Precedence::Rest rest = precedence.after(t);
    for (Vertex from = state(t); from <= state_by_rw(t); ++from) {
      const bool by_rw = states_each_ == 2 && from == state_by_rw(t);
      for (const Edge& edge : graph.from(t)) {
        if (!allows(edge.kind(), by_rw)) continue;
        edges.emplace_back(
            from, edge.kind() == Dependency::rw ? state_by_rw(edge.to()) : state(edge.to()));
      }
      if (rules.session && rest.first < rest.last) edges.emplace_back(from, states_ + rest.first);
    }
  }
  for (Vertex place = 0; place < places; ++place) {
    edges.emplace_back(states_ + place, state(precedence.sequence()[place]));
    if (place + 1 < precedence.end_of_sequence(place))
      edges.emplace_back(states_ + place, states_ + place + 1);
  }
  graph_ = Graph(boost::edges_are_sorted, edges.begin(), edges.end(), states_ + places,
                 static_cast<Vertex>(edges.size()));
}

bool StepGraph::allows(Dependency kind, bool by_rw) const {
  if (kind == Dependency::wr) return rules_.wr;
  if (kind == Dependency::rw) return rules_.rw != RwSteps::none && !by_rw;
  return kind == Dependency::ww;
}

Dependency StepGraph::kind(Vertex from, Vertex to) const {
  const auto kind = dependencies_.between(transaction(from), transaction(to));
  const bool by_rw = states_each_ == 2 && from == state_by_rw(transaction(from));
  if (kind && allows(*kind, by_rw)) {
    const bool leads_there =
        states_each_ == 1 || (*kind == Dependency::rw) == (to == state_by_rw(transaction(to)));
    if (leads_there) return *kind;
  }
  return order_ == SessionOrder::process ? Dependency::process : Dependency::realtime;
}

std::vector<std::uint32_t> strong_components(const StepGraph& steps) {
  std::vector<std::uint32_t> component(steps.size());
  const auto index = boost::get(boost::vertex_index, steps.graph());
  boost::strong_components(steps.graph(),
                           boost::make_iterator_property_map(component.begin(), index));
  return component;
}

}  // namespace eddy::checkers
