// What can go wrong with the network, as plain values.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/node_id.h"
#include "sim/probability.h"
#include "sim/time.h"

namespace eddy::sim {

// Which links a partition cuts. In the words of Jepsen's nemesis where it has them.
enum class PartitionShape : std::uint8_t {
  one,              // one node against all others
  halves,           // two halves; the larger has the odd node
  majority,         // a majority against a minority of any size
  minority_third,   // fewer than a third of the nodes against the others
  majorities_ring,  // every node sees a majority, no two the same one
  bridge,           // two halves that only one node, in neither, connects
  one_way,          // one group no longer hears the other, which hears it
};
BOOST_DESCRIBE_ENUM(PartitionShape, one, halves, majority, minority_third, majorities_ring, bridge,
                    one_way)

inline constexpr PartitionShape kPartitionShapes[] = {PartitionShape::one,
                                                      PartitionShape::halves,
                                                      PartitionShape::majority,
                                                      PartitionShape::minority_third,
                                                      PartitionShape::majorities_ring,
                                                      PartitionShape::bridge,
                                                      PartitionShape::one_way};

std::string_view name(PartitionShape shape);
std::optional<PartitionShape> parse_partition_shape(std::string_view name);

// Cuts directed links between nodes. What `groups` mean depends on the shape:
//   one, halves, majority, minority_third   two or more groups that cannot reach one another
//   bridge                                  two groups, then a group of the nodes between them
//   one_way                                 what groups[0] sends never arrives at groups[1]
//   majorities_ring                         groups[0]: the nodes in the order of the ring
// A node in no group keeps all its links.
struct Partition {
  PartitionShape shape = PartitionShape::halves;
  std::vector<std::vector<NodeId>> groups;

  friend bool operator==(const Partition&, const Partition&) = default;
};

// Each message between servers is lost with this probability.
struct Loss {
  Probability probability;

  friend bool operator==(const Loss&, const Loss&) = default;
};

// Each message between servers arrives twice with this probability.
struct Duplication {
  Probability probability;

  friend bool operator==(const Duplication&, const Duplication&) = default;
};

// Each message between servers takes up to twice this longer, uniformly.
struct Slowness {
  Duration mean{0};

  friend bool operator==(const Slowness&, const Slowness&) = default;
};

using Fault = std::variant<Partition, Loss, Duplication, Slowness>;

// The kinds of faults, by their place in Fault. The numbers are frozen: they key the nemesis'
// draws.
enum class FaultKind : std::uint8_t { partition = 0, loss = 1, duplicate = 2, slow = 3 };
BOOST_DESCRIBE_ENUM(FaultKind, partition, loss, duplicate, slow)

inline constexpr FaultKind kFaultKinds[] = {FaultKind::partition, FaultKind::loss,
                                            FaultKind::duplicate, FaultKind::slow};

// "partition", "loss", "duplicate", "slow": the names that --nemesis takes.
std::string_view name(FaultKind kind);
std::string_view name(const Fault& fault);

class FaultSet {
 public:
  constexpr FaultSet() = default;
  constexpr FaultSet(std::initializer_list<FaultKind> kinds) {
    for (const FaultKind kind : kinds) bits_ |= bit(kind);
  }
  constexpr bool contains(FaultKind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(FaultSet, FaultSet) = default;

 private:
  static constexpr unsigned bit(FaultKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

// All that can befall the network.
inline constexpr FaultSet kEveryFault = {FaultKind::partition, FaultKind::loss,
                                         FaultKind::duplicate, FaultKind::slow};

// Can these nodes be cut in this shape? One node cannot be parted from nobody.
bool is_possible(PartitionShape shape, std::size_t node_count);

// The links that a partition cuts, ready for look-up.
class Cut {
 public:
  explicit Cut(const Partition& partition);

  // O(1).
  bool blocks(NodeId src, NodeId dest) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  std::uint32_t place_of(NodeId node) const {
    return node.kind() == NodeId::Kind::node && node.index() < place_.size() ? place_[node.index()]
                                                                             : kNone;
  }

  PartitionShape shape_;
  std::uint32_t ring_size_ = 0;
  std::vector<std::uint32_t> place_;  // by node: its group, or its place on the ring
};

}  // namespace eddy::sim
