#include "eddy/sim/fault.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace eddy::sim {
namespace TEST_FILE {

using Nodes = std::vector<NodeId>;
constexpr std::uint32_t kMostNodes = 12;

Nodes nodes(std::uint32_t first, std::uint32_t last) {
  Nodes result;
  for (std::uint32_t i = first; i < last; ++i) result.push_back(NodeId::node(i));
  return result;
}

TEST_CASE("faults: names of partition shapes round trip") {
  for (const PartitionShape shape : kValuesOf<PartitionShape>) {
    CHECK(parse_name<PartitionShape>(name_of(shape)) == shape);
  }
  CHECK(parse_name<PartitionShape>("majorities-ring") == PartitionShape::majorities_ring);
  CHECK_FALSE(parse_name<PartitionShape>("majorities_ring"));
}

TEST_CASE("faults: each has the name that the command line takes") {
  CHECK(name(Fault(Partition{})) == "partition");
  CHECK(name(Fault(Loss{})) == "loss");
  CHECK(name(Fault(Duplication{})) == "duplicate");
  CHECK(name(Fault(Slowness{})) == "slow");
}

TEST_CASE("faults: a shape is possible when there are nodes enough for it") {
  const auto least = [](PartitionShape shape) {
    std::size_t n = 0;
    while (!is_possible(shape, n)) ++n;
    for (std::size_t more = n; more < kMostNodes; ++more) CHECK(is_possible(shape, more));
    return n;
  };
  CHECK(least(PartitionShape::one) == 2);
  CHECK(least(PartitionShape::halves) == 2);
  CHECK(least(PartitionShape::one_way) == 2);
  CHECK(least(PartitionShape::majority) == 3);
  CHECK(least(PartitionShape::majorities_ring) == 3);
  CHECK(least(PartitionShape::bridge) == 3);
  CHECK(least(PartitionShape::minority_third) == 4);
}

TEST_CASE("cut: two groups cannot reach each other and stay whole inside") {
  for (const auto shape : {PartitionShape::one, PartitionShape::halves, PartitionShape::majority,
                           PartitionShape::minority_third}) {
    for (std::uint32_t n = 2; n <= kMostNodes; ++n) {
      for (std::uint32_t border = 1; border < n; ++border) {
        const Cut cut({shape, {nodes(0, border), nodes(border, n)}});
        for (const NodeId a : nodes(0, n)) {
          for (const NodeId b : nodes(0, n)) {
            const bool same_side = (a.index() < border) == (b.index() < border);
            CHECK(cut.blocks(a, b) == !same_side);
          }
        }
      }
    }
  }
}

TEST_CASE("cut: three groups are all kept apart") {
  const Cut cut({PartitionShape::halves, {nodes(0, 1), nodes(1, 2), nodes(2, 3)}});
  for (const NodeId a : nodes(0, 3)) {
    for (const NodeId b : nodes(0, 3)) CHECK(cut.blocks(a, b) == (a != b));
  }
}

TEST_CASE("cut: one way is cut only from the first group to the second") {
  for (std::uint32_t n = 2; n <= kMostNodes; ++n) {
    for (std::uint32_t border = 1; border < n; ++border) {
      const Cut cut({PartitionShape::one_way, {nodes(0, border), nodes(border, n)}});
      for (const NodeId a : nodes(0, n)) {
        for (const NodeId b : nodes(0, n)) {
          CHECK(cut.blocks(a, b) == (a.index() < border && b.index() >= border));
        }
      }
    }
  }
}

TEST_CASE("cut: only the bridge joins the two halves") {
  for (std::uint32_t n = 3; n <= kMostNodes; ++n) {
    const std::uint32_t half = (n - 1) / 2;
    const Cut cut({PartitionShape::bridge, {nodes(0, half), nodes(half, n - 1), nodes(n - 1, n)}});
    for (const NodeId a : nodes(0, n)) {
      for (const NodeId b : nodes(0, n)) {
        const bool bridge = a.index() == n - 1 || b.index() == n - 1;
        const bool same_side = (a.index() < half) == (b.index() < half);
        CHECK(cut.blocks(a, b) == (!bridge && !same_side));
      }
    }
  }
}

TEST_CASE("cut: on a majorities ring every node hears a majority and no two the same one") {
  for (std::uint32_t n = 3; n <= kMostNodes; ++n) {
    CAPTURE(n);
    Nodes order = nodes(0, n);
    std::rotate(order.begin(), order.begin() + 1, order.end());
    std::swap(order.front(), order.back());
    const Cut cut({PartitionShape::majorities_ring, {order}});
    std::set<Nodes> heard_sets;
    for (const NodeId listener : order) {
      Nodes heard;
      for (const NodeId speaker : nodes(0, n)) {
        if (!cut.blocks(speaker, listener)) heard.push_back(speaker);
      }
      CHECK(std::find(heard.begin(), heard.end(), listener) != heard.end());
      CHECK(2 * heard.size() > n);
      CHECK(heard.size() < n);
      heard_sets.insert(heard);
    }
    CHECK(heard_sets.size() == n);
  }
}

TEST_CASE("cut: nodes in no group and clients and services keep all their links") {
  const Cut cut({PartitionShape::halves, {nodes(0, 1), nodes(1, 2)}});
  const NodeId others[] = {NodeId::node(2),   NodeId::node(500),  NodeId::client(0),
                           NodeId::client(1), NodeId::service(0), NodeId::service(1)};
  for (const NodeId other : others) {
    for (const NodeId node : nodes(0, 2)) {
      CHECK_FALSE(cut.blocks(node, other));
      CHECK_FALSE(cut.blocks(other, node));
    }
  }
}

TEST_CASE("cut: a partition without groups cuts nothing") {
  for (const PartitionShape shape : kValuesOf<PartitionShape>) {
    const Cut cut({shape, {}});
    CHECK_FALSE(cut.blocks(NodeId::node(0), NodeId::node(1)));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
