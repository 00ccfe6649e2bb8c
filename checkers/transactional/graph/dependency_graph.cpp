#include "eddy/checkers/transactional/graph/dependency_graph.h"

#include <algorithm>

#include "eddy/base/named_enum.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(Dependency, ww, wr, rw, process, realtime)

std::string_view to_string(Dependency dependency) { return eddy::name_of(dependency); }

namespace {

bool is_loop(const Dependence& dependence) { return dependence.from() == dependence.to(); }

// Sorts one transaction's edges and keeps the strongest to each other one; returns their new end.
std::uint32_t tidy(std::vector<Edge>& edges, std::uint32_t first, std::uint32_t last,
                   std::uint32_t to) {
  const auto begin = edges.begin() + first;
  const auto end = edges.begin() + last;
  std::sort(begin, end, [](const Edge& a, const Edge& b) {
    return a.to() != b.to() ? a.to() < b.to() : a.kind() < b.kind();
  });
  for (auto edge = begin; edge != end; ++edge) {
    if (edge != begin && edge->to() == (edge - 1)->to()) continue;
    edges[to++] = *edge;
  }
  return to;
}

}  // namespace

DependencyGraph::DependencyGraph(std::size_t transactions,
                                 const std::vector<Dependence>& dependencies)
    : first_(transactions + 1) {
  // Counting sort by `from`.
  for (const Dependence& dependence : dependencies) {
    if (!is_loop(dependence)) ++first_[dependence.from() + 1];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  edges_.assign(first_.back(), Edge(0, Dependency::ww));
  for (const Dependence& dependence : dependencies) {
    if (!is_loop(dependence))
      edges_[next[dependence.from()]++] = Edge(dependence.to(), dependence.kind());
  }
  std::uint32_t kept = 0;
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < transactions; ++i) {
    const std::uint32_t last = first_[i + 1];
    kept = tidy(edges_, first, last, kept);
    first = last;
    first_[i + 1] = kept;
  }
  edges_.erase(edges_.begin() + kept, edges_.end());
}

std::optional<Dependency> DependencyGraph::between(TransactionId from, TransactionId to) const {
  const auto edges = this->from(from);
  const auto found =
      std::lower_bound(edges.begin(), edges.end(), to,
                       [](const Edge& edge, TransactionId id) { return edge.to() < id; });
  if (found == edges.end() || found->to() != to) return std::nullopt;
  return found->kind();
}

}  // namespace eddy::checkers
