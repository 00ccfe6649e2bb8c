#include "eddy/sim/topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <utility>

#include "eddy/sim/format.h"

namespace eddy::sim {
namespace {

using Index = std::uint32_t;
using Arcs = std::vector<std::pair<Index, Index>>;

// Calls `add(from, to)` for both directions of every edge, by `from`, in the order of neighbours.
template <class Add>
void for_each_line_arc(Index n, Add add) {
  for (Index i = 0; i < n; ++i) {
    if (i > 0) add(i, i - 1);
    if (i + 1 < n) add(i, i + 1);
  }
}

template <class Add>
void for_each_grid_arc(Index n, Add add) {
  Index side = 0;
  while (std::uint64_t{side} * side < n) ++side;
  for (Index i = 0; i < n; ++i) {
    const Index column = i % side;
    if (i + side < n) add(i, i + side);
    if (i >= side) add(i, i - side);
    if (column + 1 < side && i + 1 < n) add(i, i + 1);
    if (column > 0) add(i, i - 1);
  }
}

template <class Add>
void for_each_tree_arc(Index n, Index branches, Add add) {
  for (Index i = 0; i < n; ++i) {
    if (i > 0) add(i, (i - 1) / branches);
    for (std::uint64_t child = std::uint64_t{i} * branches + 1, last = child + branches;
         child < last && child < n; ++child) {
      add(i, static_cast<Index>(child));
    }
  }
}

template <class Add>
void for_each_total_arc(Index n, Add add) {
  for (Index i = 0; i < n; ++i) {
    for (Index other = 0; other < n; ++other) {
      if (other != i) add(i, other);
    }
  }
}

template <class Add>
void for_each_ring_arc(Index n, Add add) {
  if (n < 3) {
    for_each_line_arc(n, add);
    return;
  }
  for (Index i = 0; i < n; ++i) {
    add(i, (i + n - 1) % n);
    add(i, (i + 1) % n);
  }
}

template <class Add>
void for_each_star_arc(Index n, Add add) {
  for (Index i = 1; i < n; ++i) add(0, i);
  for (Index i = 1; i < n; ++i) add(i, 0);
}

Arcs arcs_of(TopologyKind kind, Index n) {
  Arcs arcs;
  if (kind == TopologyKind::total && n > 0) arcs.reserve(std::size_t{n} * (n - 1));
  const auto add = [&arcs](Index from, Index to) { arcs.emplace_back(from, to); };
  switch (kind) {
    case TopologyKind::line:
      for_each_line_arc(n, add);
      break;
    case TopologyKind::grid:
      for_each_grid_arc(n, add);
      break;
    case TopologyKind::tree2:
      for_each_tree_arc(n, 2, add);
      break;
    case TopologyKind::tree3:
      for_each_tree_arc(n, 3, add);
      break;
    case TopologyKind::tree4:
      for_each_tree_arc(n, 4, add);
      break;
    case TopologyKind::total:
      for_each_total_arc(n, add);
      break;
    case TopologyKind::ring:
      for_each_ring_arc(n, add);
      break;
    case TopologyKind::star:
      for_each_star_arc(n, add);
      break;
  }
  return arcs;
}

constexpr Index kUnreached = 0xffffffffU;

// A breadth-first search's queue that allocates once for all searches. No node enters it twice.
class Queue {
 public:
  explicit Queue(std::size_t capacity) : items_(capacity) {}
  void clear() { first_ = last_ = 0; }
  bool empty() const { return first_ == last_; }
  Index top() const { return items_[first_]; }
  void push(Index item) { items_[last_++] = item; }
  void pop() { ++first_; }

 private:
  std::vector<Index> items_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
};

// Distances as the search's colours: a node without one is white.
struct Colours {
  using key_type = Index;
  using value_type = boost::default_color_type;
  using reference = value_type;
  using category = boost::read_write_property_map_tag;
  std::vector<Index>* distance;

  friend value_type get(const Colours& colours, Index node) {
    return (*colours.distance)[node] == kUnreached ? boost::white_color : boost::gray_color;
  }
  // A tree edge has set the distance before its end is coloured.
  friend void put(const Colours&, Index, value_type) {}
};

}  // namespace

std::optional<TopologyKind> parse_topology_kind(std::string_view text) {
  return text == "tree" ? TopologyKind::tree2 : parse_name<TopologyKind>(text);
}

class TopologyGraph::Graph {
 public:
  // Each edge is kept as two arcs, which keeps the order of neighbours and takes 4 bytes an arc.
  using Links =
      boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                         boost::no_property, Index, Index>;
  struct Reach {
    Index eccentricity = 0;
    std::uint64_t nodes = 0;     // besides itself
    std::uint64_t distance = 0;  // of them all
  };

  explicit Graph(Index node_count, const Arcs& arcs)
      : links_(boost::edges_are_sorted, arcs.begin(), arcs.end(), node_count),
        reach_(node_count),
        distance_(node_count),
        queue_(node_count) {}

  const Links& links() const { return links_; }
  Index node_count() const { return static_cast<Index>(reach_.size()); }

  const Reach& reach(Index node) {
    std::optional<Reach>& known = reach_[node];
    if (!known) known = search(node);
    return *known;
  }

 private:
  Reach search(Index start) {
    const Index others = node_count() - 1;
    if (boost::out_degree(start, links_) == others) return {others > 0 ? 1U : 0U, others, others};

    Reach found;
    std::fill(distance_.begin(), distance_.end(), kUnreached);
    distance_[start] = 0;
    queue_.clear();
    const auto on_tree_edge = [&](auto arc, const Links& links) {
      const Index distance = distance_[boost::source(arc, links)] + 1;
      distance_[boost::target(arc, links)] = distance;
      found.eccentricity = distance;  // the search goes by rising distance
      ++found.nodes;
      found.distance += distance;
    };
    boost::breadth_first_visit(
        links_, start, queue_,
        boost::make_bfs_visitor(TreeEdges<decltype(on_tree_edge)>{on_tree_edge}),
        Colours{&distance_});
    return found;
  }

  template <class Act>
  struct TreeEdges {
    using event_filter = boost::on_tree_edge;
    Act act;
    template <class Arc>
    void operator()(const Arc& arc, const Links& links) const {
      act(arc, links);
    }
  };

  Links links_;
  std::vector<std::optional<Reach>> reach_;
  std::vector<Index> distance_;  // scratch
  Queue queue_;                  // scratch
};

TopologyGraph::TopologyGraph(TopologyKind kind, std::size_t node_count) {
  const auto n = static_cast<Index>(node_count);
  graph_ = std::make_unique<Graph>(n, arcs_of(kind, n));
}
TopologyGraph::TopologyGraph(TopologyGraph&& other) noexcept = default;
TopologyGraph& TopologyGraph::operator=(TopologyGraph&& other) noexcept = default;
TopologyGraph::~TopologyGraph() = default;

std::size_t TopologyGraph::node_count() const { return graph_->node_count(); }

std::size_t TopologyGraph::edge_count() const { return boost::num_edges(graph_->links()) / 2; }

std::vector<NodeId> TopologyGraph::neighbours(NodeId node) const {
  const auto [first, last] = boost::adjacent_vertices(node.index(), graph_->links());
  std::vector<NodeId> result;
  result.reserve(boost::out_degree(node.index(), graph_->links()));
  std::transform(first, last, std::back_inserter(result), &NodeId::node);
  return result;
}

std::map<NodeId, std::vector<NodeId>> TopologyGraph::to_map() const {
  std::map<NodeId, std::vector<NodeId>> result;
  for (Index i = 0; i < graph_->node_count(); ++i) {
    const NodeId node = NodeId::node(i);
    result.emplace_hint(result.end(), node, neighbours(node));
  }
  return result;
}

std::uint32_t TopologyGraph::eccentricity(NodeId node) const {
  return graph_->reach(node.index()).eccentricity;
}

std::uint32_t TopologyGraph::diameter() const {
  Index diameter = 0;
  for (Index i = 0; i < graph_->node_count(); ++i) {
    diameter = std::max(diameter, graph_->reach(i).eccentricity);
  }
  return diameter;
}

double TopologyGraph::average_distance() const {
  std::uint64_t pairs = 0;
  std::uint64_t distance = 0;
  for (Index i = 0; i < graph_->node_count(); ++i) {
    pairs += graph_->reach(i).nodes;
    distance += graph_->reach(i).distance;
  }
  return pairs == 0 ? 0 : static_cast<double>(distance) / static_cast<double>(pairs);
}

bool TopologyGraph::is_connected() const {
  const Index n = graph_->node_count();
  return n == 0 || graph_->reach(0).nodes == n - 1;
}

std::string TopologyGraph::to_graphviz() const {
  std::string text = "graph G {\n";
  for (Index node = 0; node < graph_->node_count(); ++node)
    text += fmt::format("{};\n", NodeId::node(node));
  const auto [first, last] = boost::edges(graph_->links());
  std::for_each(first, last, [&](const auto& arc) {
    const Index from = boost::source(arc, graph_->links());
    const Index to = boost::target(arc, graph_->links());
    if (from < to) text += fmt::format("{}--{} ;\n", NodeId::node(from), NodeId::node(to));
  });
  return text + "}\n";
}

}  // namespace eddy::sim
