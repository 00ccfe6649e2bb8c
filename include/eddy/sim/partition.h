// A partition: which links between nodes it cuts.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/sim/node_id.h"

namespace eddy::sim {

// In the words of Jepsen's nemesis where it has them.
enum class PartitionShape : std::uint8_t {
  one,              // one node against all others
  halves,           // two halves; the larger has the odd node
  majority,         // a majority against a minority of any size
  minority_third,   // fewer than a third of the nodes against the others
  majorities_ring,  // every node sees a majority, no two the same one
  bridge,           // two groups that only the nodes of a third connect
  one_way,          // one group no longer hears the other, which hears it
};
BOOST_DESCRIBE_ENUM(PartitionShape, one, halves, majority, minority_third, majorities_ring, bridge,
                    one_way)

// Can these nodes be cut in this shape? One node cannot be parted from nobody.
bool is_possible(PartitionShape shape, std::size_t node_count);

// Cuts directed links. What `groups` mean depends on the shape:
//   one, halves, majority, minority_third   two or more groups that cannot reach one another
//   bridge                                  two groups, then a group of the nodes between them
//   one_way                                 what groups[0] sends never arrives at groups[1]
//   majorities_ring                         groups[0]: the nodes in the order of the ring
// A node in no group keeps all its links. A group may name services, too (NetworkOptions
// ::fault_services says whether a nemesis does); clients are never cut off.
struct Partition {
  PartitionShape shape = PartitionShape::halves;
  std::vector<std::vector<NodeId>> groups;

  friend bool operator==(const Partition&, const Partition&) = default;
};

// "partition halves: n0 n2 | n1 n3 n4", "partition one-way: n0 n1 ↛ n2". Of a large group, the
// first few nodes and how many there are.
std::string describe(const Partition& partition);

// The links that a partition cuts, ready for look-up.
class Cut {
 public:
  explicit Cut(const Partition& partition);

  // O(1).
  bool blocks(NodeId src, NodeId dest) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  void put(NodeId id, std::uint32_t place);
  std::uint32_t place_of(NodeId id) const {
    const auto& places = id.is_service() ? services_ : nodes_;
    return !id.is_client() && id.index() < places.size() ? places[id.index()] : kNone;
  }

  PartitionShape shape_;
  std::uint32_t ring_size_ = 0;
  // By index: its group, or its place on the ring.
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> services_;
};

}  // namespace eddy::sim
