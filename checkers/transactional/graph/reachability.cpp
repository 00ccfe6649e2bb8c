#include "checkers/transactional/graph/reachability.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <deque>
#include <limits>

namespace eddy::checkers {

namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr std::size_t kUnreached = std::numeric_limits<std::size_t>::max();

// Positions of edges by the point where they begin, the first `limit` ones.
std::vector<std::vector<std::size_t>> outgoing(const Edges& edges, std::size_t points,
                                               std::size_t limit) {
  std::vector<std::vector<std::size_t>> out(points);
  for (std::size_t i = 0; i < std::min(limit, edges.size()); ++i) out[edges[i].first].push_back(i);
  return out;
}

}  // namespace

bool Reachability::close(const Edges& edges) {
  const auto out = outgoing(edges, points_, edges.size());
  std::vector<std::size_t> incoming(points_);
  for (const auto& edge : edges) ++incoming[edge.second];
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points_; ++i) {
    if (incoming[i] == 0) order.push_back(i);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const std::size_t edge : out[order[i]]) {
      if (--incoming[edges[edge].second] == 0) order.push_back(edges[edge].second);
    }
  }
  if (order.size() < points_) return false;
  std::fill(bits_.begin(), bits_.end(), 0);
  for (std::size_t i = points_; i-- > 0;) {
    std::uint64_t* row = &bits_[order[i] * words_];
    for (const std::size_t edge : out[order[i]]) {
      const std::size_t to = edges[edge].second;
      const std::uint64_t* other = &bits_[to * words_];
      for (std::size_t word = 0; word < words_; ++word) row[word] |= other[word];
      row[to / 64] |= std::uint64_t{1} << (to % 64);
    }
  }
  return true;
}

std::optional<std::vector<std::size_t>> shortest_way(const Edges& edges, std::size_t points,
                                                     std::size_t from, std::size_t to,
                                                     std::size_t limit) {
  const auto out = outgoing(edges, points, limit);
  std::vector<std::size_t> came_by(points, kUnreached);
  std::deque<std::size_t> queue{from};
  while (!queue.empty() && came_by[to] == kUnreached) {
    const std::size_t at = queue.front();
    queue.pop_front();
    for (const std::size_t edge : out[at]) {
      const std::size_t next = edges[edge].second;
      if (came_by[next] != kUnreached || (next == from && next != to)) continue;
      came_by[next] = edge;
      queue.push_back(next);
    }
  }
  if (came_by[to] == kUnreached) return std::nullopt;
  std::vector<std::size_t> way;
  std::size_t at = to;
  do {
    way.push_back(came_by[at]);
    at = edges[came_by[at]].first;
  } while (at != from);
  std::reverse(way.begin(), way.end());
  return way;
}

std::optional<std::vector<std::size_t>> find_cycle(const Edges& edges, std::size_t points) {
  using Graph = boost::compressed_sparse_row_graph<boost::directedS>;
  const Graph graph(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), points);
  std::vector<std::size_t> component(points);
  const auto index = boost::get(boost::vertex_index, graph);
  boost::strong_components(graph, boost::make_iterator_property_map(component.begin(), index));
  // The first component that has an edge inside it.
  for (const auto& edge : edges) {
    if (component[edge.first] == component[edge.second])
      return shortest_way(edges, points, edge.first, edge.first, edges.size());
  }
  return std::nullopt;
}

}  // namespace eddy::checkers
