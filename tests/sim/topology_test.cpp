#include "eddy/sim/topology.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace eddy::sim {
namespace TEST_FILE {

constexpr TopologyKind kKinds[] = {TopologyKind::line,  TopologyKind::grid,  TopologyKind::tree2,
                                   TopologyKind::tree3, TopologyKind::tree4, TopologyKind::total,
                                   TopologyKind::ring,  TopologyKind::star};

// "n1 n3": the neighbours in their order.
std::string neighbours(const TopologyGraph& topology, std::uint32_t node) {
  std::string text;
  for (const NodeId neighbour : topology.neighbours(NodeId::node(node))) {
    if (!text.empty()) text += ' ';
    text += neighbour.name();
  }
  return text;
}

TEST_CASE("topology: names round trip and tree is short for tree2") {
  for (const TopologyKind kind : kKinds) CHECK(parse_topology_kind(name_of(kind)) == kind);
  CHECK(parse_topology_kind("tree") == TopologyKind::tree2);
  CHECK_FALSE(parse_topology_kind("tree5"));
  CHECK_FALSE(parse_topology_kind("Grid"));
  for (const auto known : kTopologyNames) CHECK(parse_topology_kind(known));
}

TEST_CASE("topology: a line goes from node to node") {
  const TopologyGraph line(TopologyKind::line, 4);
  CHECK(neighbours(line, 0) == "n1");
  CHECK(neighbours(line, 1) == "n0 n2");
  CHECK(neighbours(line, 2) == "n1 n3");
  CHECK(neighbours(line, 3) == "n2");
}

TEST_CASE("topology: a grid has neighbours below and above and right and left") {
  const TopologyGraph grid(TopologyKind::grid, 9);
  CHECK(neighbours(grid, 0) == "n3 n1");
  CHECK(neighbours(grid, 4) == "n7 n1 n5 n3");
  CHECK(neighbours(grid, 8) == "n5 n7");
}

TEST_CASE("topology: the last row of a grid may be short or missing") {
  const TopologyGraph short_row(TopologyKind::grid, 7);  // 3 + 3 + 1
  CHECK(neighbours(short_row, 3) == "n6 n0 n4");
  CHECK(neighbours(short_row, 4) == "n1 n5 n3");
  CHECK(neighbours(short_row, 6) == "n3");
  const TopologyGraph no_row(TopologyKind::grid, 5);  // 3 + 2
  CHECK(neighbours(no_row, 4) == "n1 n3");
  CHECK(neighbours(no_row, 2) == "n1");
}

TEST_CASE("topology: a tree lists the parent first and then the children") {
  const TopologyGraph two(TopologyKind::tree2, 7);
  CHECK(neighbours(two, 0) == "n1 n2");
  CHECK(neighbours(two, 1) == "n0 n3 n4");
  CHECK(neighbours(two, 6) == "n2");
  const TopologyGraph three(TopologyKind::tree3, 8);
  CHECK(neighbours(three, 0) == "n1 n2 n3");
  CHECK(neighbours(three, 1) == "n0 n4 n5 n6");
  CHECK(neighbours(three, 2) == "n0 n7");
  const TopologyGraph four(TopologyKind::tree4, 25);
  CHECK(neighbours(four, 0) == "n1 n2 n3 n4");
  CHECK(neighbours(four, 5) == "n1 n21 n22 n23 n24");
}

TEST_CASE("topology: in total everybody is a neighbour in the order of the nodes") {
  const TopologyGraph total(TopologyKind::total, 4);
  CHECK(neighbours(total, 0) == "n1 n2 n3");
  CHECK(neighbours(total, 2) == "n0 n1 n3");
}

TEST_CASE("topology: a ring closes and has no doubled edge") {
  const TopologyGraph ring(TopologyKind::ring, 4);
  CHECK(neighbours(ring, 0) == "n3 n1");
  CHECK(neighbours(ring, 3) == "n2 n0");
  CHECK(neighbours(TopologyGraph(TopologyKind::ring, 1), 0).empty());
  CHECK(neighbours(TopologyGraph(TopologyKind::ring, 2), 0) == "n1");
  CHECK(neighbours(TopologyGraph(TopologyKind::ring, 2), 1) == "n0");
}

TEST_CASE("topology: a star has n0 in the middle") {
  const TopologyGraph star(TopologyKind::star, 4);
  CHECK(neighbours(star, 0) == "n1 n2 n3");
  CHECK(neighbours(star, 3) == "n0");
}

TEST_CASE("topology: every kind is connected and symmetric without loops and doubled edges") {
  for (const TopologyKind kind : kKinds) {
    for (std::size_t n = 0; n <= 40; ++n) {
      CAPTURE(name_of(kind));
      CAPTURE(n);
      const TopologyGraph topology(kind, n);
      CHECK(topology.is_connected());
      CHECK(topology.node_count() == n);
      const auto map = topology.to_map();
      CHECK(map.size() == n);
      std::size_t ends = 0;
      for (const auto& [node, others] : map) {
        CHECK(topology.neighbours(node) == others);
        ends += others.size();
        for (const NodeId other : others) {
          CHECK(other != node);
          const auto& back = map.at(other);
          CHECK(std::count(back.begin(), back.end(), node) == 1);
          CHECK(std::count(others.begin(), others.end(), other) == 1);
        }
      }
      CHECK(topology.edge_count() * 2 == ends);
    }
  }
}

TEST_CASE("topology: distances are those of the textbook") {
  const TopologyGraph line(TopologyKind::line, 5);
  CHECK(line.diameter() == 4);
  CHECK(line.eccentricity(NodeId::node(0)) == 4);
  CHECK(line.eccentricity(NodeId::node(2)) == 2);
  CHECK(line.average_distance() == 2.0);  // (n + 1) / 3

  const TopologyGraph grid(TopologyKind::grid, 25);
  CHECK(grid.diameter() == 8);
  CHECK(grid.eccentricity(NodeId::node(12)) == 4);
  CHECK(grid.average_distance() == doctest::Approx(10.0 / 3));

  const TopologyGraph tree(TopologyKind::tree4, 25);
  CHECK(tree.diameter() == 5);
  CHECK(tree.eccentricity(NodeId::node(0)) == 3);

  CHECK(TopologyGraph(TopologyKind::ring, 8).diameter() == 4);
  CHECK(TopologyGraph(TopologyKind::ring, 9).diameter() == 4);
  CHECK(TopologyGraph(TopologyKind::total, 25).diameter() == 1);
  CHECK(TopologyGraph(TopologyKind::total, 25).average_distance() == 1.0);
  CHECK(TopologyGraph(TopologyKind::star, 25).diameter() == 2);
  CHECK(TopologyGraph(TopologyKind::star, 25).eccentricity(NodeId::node(0)) == 1);
}

TEST_CASE("topology: distances agree with those by repeated relaxation") {
  for (const TopologyKind kind : kKinds) {
    for (const std::uint32_t n : {2U, 3U, 11U, 24U}) {
      const TopologyGraph topology(kind, n);
      std::vector<std::vector<std::uint32_t>> distance(n, std::vector<std::uint32_t>(n, n));
      for (std::uint32_t i = 0; i < n; ++i) {
        distance[i][i] = 0;
        for (const NodeId other : topology.neighbours(NodeId::node(i)))
          distance[i][other.index()] = 1;
      }
      for (std::uint32_t k = 0; k < n; ++k) {
        for (std::uint32_t i = 0; i < n; ++i) {
          for (std::uint32_t j = 0; j < n; ++j) {
            distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
          }
        }
      }
      std::uint64_t sum = 0;
      std::uint32_t diameter = 0;
      for (std::uint32_t i = 0; i < n; ++i) {
        const auto farthest = *std::max_element(distance[i].begin(), distance[i].end());
        CHECK(topology.eccentricity(NodeId::node(i)) == farthest);
        diameter = std::max(diameter, farthest);
        for (const std::uint32_t d : distance[i]) sum += d;
      }
      CHECK(topology.diameter() == diameter);
      CHECK(topology.average_distance() ==
            doctest::Approx(static_cast<double>(sum) / (n * (n - 1))));
    }
  }
}

TEST_CASE("topology: one node and none at all have no distances") {
  for (const TopologyKind kind : kKinds) {
    CHECK(TopologyGraph(kind, 1).diameter() == 0);
    CHECK(TopologyGraph(kind, 1).average_distance() == 0);
    CHECK(TopologyGraph(kind, 1).eccentricity(NodeId::node(0)) == 0);
    CHECK(TopologyGraph(kind, 0).diameter() == 0);
  }
}

TEST_CASE("topology: a grid of ten thousand nodes has its diameter worked out") {
  const TopologyGraph grid(TopologyKind::grid, 10'000);
  CHECK(grid.edge_count() == 2 * 100 * 99);
  CHECK(grid.diameter() == 198);
  CHECK(grid.average_distance() == doctest::Approx(200.0 / 3));
}

TEST_CASE("topology: two thousand nodes in total are no burden") {
  const TopologyGraph total(TopologyKind::total, 2'000);
  CHECK(total.edge_count() == 2'000 * 1'999 / 2);
  CHECK(total.diameter() == 1);
}

TEST_CASE("topology: Graphviz is given each edge once and the names of the nodes") {
  CHECK(TopologyGraph(TopologyKind::line, 3).to_graphviz() ==
        "graph G {\nn0;\nn1;\nn2;\nn0--n1 ;\nn1--n2 ;\n}\n");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
