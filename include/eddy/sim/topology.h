// The networks that nodes are told to use: who is whose neighbour, and how far everybody is.
//
// Neighbours and their order are Maelstrom's where it has the topology; ring and star are ours:
//   line, ring   in the order of the nodes; a ring of one or two nodes has no doubled edge
//   grid         rows of ⌈√n⌉ nodes, the last one perhaps shorter
//   tree2 … 4    node i has the children b·i + 1 … b·i + b; the root is n0
//   total        everybody is everybody's neighbour
//   star         n0 is everybody's neighbour, and everybody's only one
//
// Distances are worked out when first asked for, and kept: a topology belongs to one thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/sim/node_id.h"

namespace eddy::sim {

enum class TopologyKind : std::uint8_t { line, grid, tree2, tree3, tree4, total, ring, star };
BOOST_DESCRIBE_ENUM(TopologyKind, line, grid, tree2, tree3, tree4, total, ring, star)

// Every name that parse_topology_kind takes; "tree" is another one for tree2.
inline constexpr std::string_view kTopologyNames[] = {"line",  "grid",  "tree", "tree2", "tree3",
                                                      "tree4", "total", "ring", "star"};
std::optional<TopologyKind> parse_topology_kind(std::string_view name);

class TopologyGraph {
 public:
  // Nodes n0 … n(node_count − 1). Memory grows with the edges: n² of them for `total`.
  TopologyGraph(TopologyKind kind, std::size_t node_count);
  TopologyGraph(TopologyGraph&& other) noexcept;
  TopologyGraph& operator=(TopologyGraph&& other) noexcept;
  ~TopologyGraph();

  std::size_t node_count() const;
  // Undirected ones.
  std::size_t edge_count() const;

  // REQUIRES: `node` is one of the topology's, here and below.
  std::vector<NodeId> neighbours(NodeId node) const;
  // Everybody's neighbours, as the topology message has them.
  std::map<NodeId, std::vector<NodeId>> to_map() const;

  // Edges on the way to the farthest of the nodes that can be reached. O(n + edges).
  std::uint32_t eccentricity(NodeId node) const;
  // The largest eccentricity; 0 for fewer than two nodes. O(n · (n + edges)), also the next one.
  std::uint32_t diameter() const;
  // Mean edges on the way from one node to another, over all ordered pairs of which the one reaches
  // the other; 0 if there are none.
  double average_distance() const;
  bool is_connected() const;

  // The graph in Graphviz's language.
  std::string to_graphviz() const;

 private:
  class Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace eddy::sim
