#include "checkers/kafka/find_cycles.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "checkers/kafka/dependencies.h"

namespace eddy::checkers::kafka {

namespace {

// Which edges a cycle may have.
struct Reach {
  bool wr;
  bool realtime;

  bool has(Dependency why) const {
    return why == Dependency::ww || (why == Dependency::wr && wr) ||
           (why == Dependency::realtime && realtime);
  }
};

// A graph whose edges are sorted by where they come from.
class Graph {
 public:
  Graph(std::size_t size, std::vector<Edge> edges) : edges_(std::move(edges)), first_(size + 1, 0) {
    for (const Edge& edge : edges_) ++first_[edge.from + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  }

  std::size_t size() const { return first_.size() - 1; }
  bool empty() const { return edges_.empty(); }
  std::span<const Edge> from(OperationId id) const {
    return {edges_.data() + first_[id], first_[id + 1] - first_[id]};
  }

 private:
  std::vector<Edge> edges_;
  std::vector<std::size_t> first_;  // by operation, where its edges begin
};

using Component = std::vector<OperationId>;

// Takes a graph apart.
class Components {
 public:
  explicit Components(const Graph& graph) : graph_(graph), number_(graph.size(), kNone) {}

  // The strongly connected components of two and more among `members` (sorted), by their first
  // member, over the edges within reach. Linear in the members and their edges.
  std::vector<Component> of(const Component& members, Reach reach) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      number_[members[i]] = static_cast<std::uint32_t>(i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (const Edge& edge : graph_.from(members[i])) {
        if (number_[edge.to] != kNone && reach.has(edge.why)) {
          edges.emplace_back(i, number_[edge.to]);
        }
      }
    }
    for (const OperationId member : members) number_[member] = kNone;
    return strong_components(members, edges);
  }

 private:
  static std::vector<Component> strong_components(
      const Component& members, const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
    using Csr = boost::compressed_sparse_row_graph<boost::directedS>;
    const Csr csr(boost::edges_are_sorted, edges.begin(), edges.end(), members.size());
    std::vector<std::size_t> component_of(members.size());
    const auto index = boost::get(boost::vertex_index, csr);
    const std::size_t count = boost::strong_components(
        csr, boost::make_iterator_property_map(component_of.begin(), index),
        boost::vertex_index_map(index));
    std::vector<Component> all(count);
    for (std::size_t i = 0; i < members.size(); ++i) all[component_of[i]].push_back(members[i]);
    std::erase_if(all, [](const Component& component) { return component.size() < 2; });
    std::sort(all.begin(), all.end());
    return all;
  }

  const Graph& graph_;
  std::vector<std::uint32_t> number_;  // by operation: its place among the members; else kNone
};

class Search {
 public:
  Search(const Graph& graph, const Budget& budget)
      : graph_(graph), steps_(budget.steps), into_(graph.size(), nullptr), seen_(graph.size(), 0) {}

  // A short cycle in a component; the first one found is the shortest through its start.
  std::vector<Step> cycle(const Component& component, Reach reach) {
    std::vector<const Edge*> best;
    for (std::size_t i = 0; i < component.size() && i < kStarts; ++i) {
      std::vector<const Edge*> found = shortest_through(component[i], component, reach);
      if (best.empty() || found.size() < best.size()) best = std::move(found);
      if (best.size() == 2 || steps_ == 0) break;
    }
    return steps(best);
  }

 private:
  static constexpr std::size_t kStarts = 64;

  // Breadth first; the component is strongly connected within reach, so there is one.
  std::vector<const Edge*> shortest_through(OperationId start, const Component& component,
                                            Reach reach) {
    ++round_;
    std::vector<OperationId> queue = {start};
    for (std::size_t next = 0; next < queue.size(); ++next) {
      for (const Edge& edge : graph_.from(queue[next])) {
        if (steps_ > 0) --steps_;
        if (!reach.has(edge.why)) continue;
        if (edge.to == start) return path(edge, start);
        if (seen_[edge.to] == round_ ||
            !std::binary_search(component.begin(), component.end(), edge.to)) {
          continue;
        }
        seen_[edge.to] = round_;
        into_[edge.to] = &edge;
        queue.push_back(edge.to);
      }
    }
    return {};
  }

  std::vector<const Edge*> path(const Edge& last, OperationId start) const {
    std::vector<const Edge*> edges = {&last};
    while (edges.back()->from != start) edges.push_back(into_[edges.back()->from]);
    std::reverse(edges.begin(), edges.end());
    return edges;
  }

  // From an operation that something else than realtime leads to; steps of realtime that follow
  // each other are one.
  static std::vector<Step> steps(std::vector<const Edge*> edges) {
    const auto is_realtime = [](const Edge* edge) { return edge->why == Dependency::realtime; };
    const auto data = std::find_if_not(edges.begin(), edges.end(), is_realtime);
    std::rotate(edges.begin(), data, edges.end());
    std::vector<Step> steps;
    for (const Edge* edge : edges) {
      if (is_realtime(edge) && steps.back().why == Dependency::realtime) continue;
      steps.push_back({edge->from, edge->why, edge->message, edge->before});
    }
    return steps;
  }

  const Graph& graph_;
  std::uint64_t steps_;
  std::vector<const Edge*> into_;  // by operation: how this round came to it
  std::vector<std::uint32_t> seen_;
  std::uint32_t round_ = 0;
};

}  // namespace

void find_cycles(const Operations& operations, const MessageFates& fates, const LogOrder& order,
                 WwDeps ww_deps, const Budget& budget, Faults& faults) {
  const Graph graph(operations.all.size(), dependencies(operations, fates, order, ww_deps));
  if (graph.empty()) faults.add(Anomaly::empty_transaction_graph, [] { return Fault{}; });
  Component everything(operations.all.size());
  for (OperationId id = 0; id < everything.size(); ++id) everything[id] = id;
  Search search(graph, budget);
  Components components(graph);
  for (const Component& whole : components.of(everything, {true, true})) {
    const auto look_for = [&](Anomaly anomaly, Reach reach) {
      const auto parts = components.of(whole, reach);
      if (parts.empty()) return false;
      faults.add(anomaly, [&] {
        Fault fault;
        fault.cycle = search.cycle(parts.front(), reach);
        return fault;
      });
      return true;
    };
    if (look_for(Anomaly::g0, {false, false})) continue;
    const bool has_g1c = look_for(Anomaly::g1c, {true, false});
    const bool has_g0_realtime = look_for(Anomaly::g0_realtime, {false, true});
    if (!has_g1c && !has_g0_realtime) look_for(Anomaly::g1c_realtime, {true, true});
  }
}

}  // namespace eddy::checkers::kafka
