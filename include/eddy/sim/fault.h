// What can go wrong, as plain values. eddy/sim/simulation.h injects and heals them.
#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/partition.h"
#include "eddy/sim/probability.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

// A fault of a plan, by its place there, which it keeps when others are taken out.
enum class FaultId : std::uint32_t {};

// What a fault befalls.
enum class FaultTarget : std::uint8_t { network, node, client, service };

// The kinds of faults, by their place in Fault. The numbers are frozen: they key the nemesis'
// draws. Their names are those that --nemesis takes.
enum class FaultKind : std::uint8_t {
  partition = 0,
  loss = 1,
  duplicate = 2,
  slow = 3,
  kill = 4,
  pause = 5,
  clock = 6,
  disk = 7,
  flaky = 8,
  swizzle = 9,
  held = 10
};
BOOST_DESCRIBE_ENUM(FaultKind, partition, loss, duplicate, slow, kill, pause, clock, disk, flaky,
                    swizzle, held)

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

// These nodes lose their memory and are down until the fault ends; each then begins its next life.
struct Kill {
  std::vector<NodeId> nodes;
  friend bool operator==(const Kill&, const Kill&) = default;
};

// These nodes stand still until the fault ends, as processes that were sent SIGSTOP.
struct Pause {
  std::vector<NodeId> nodes;
  friend bool operator==(const Pause&, const Pause&) = default;
};

// How far a clock jumps: forward, or back if it is negative.
struct Jump {
  Duration by{0};

  constexpr Jump() = default;
  template <class Rep, class Period>
  constexpr Jump(std::chrono::duration<Rep, Period> duration) : by(duration) {}
  friend bool operator==(const Jump&, const Jump&) = default;
};

// How a node's clock goes wrong: see eddy/sim/clock.h.
struct Skew {
  static constexpr std::int32_t kMostDrift = 500'000;

  NodeId node;
  Jump jump = {};
  std::int32_t drift = 0;  // parts per million, at most kMostDrift either way
  friend bool operator==(const Skew&, const Skew&) = default;
};
struct ClockSkew {
  std::vector<Skew> skews;
  friend bool operator==(const ClockSkew&, const ClockSkew&) = default;
};

// What goes wrong with a disk: see eddy/sim/disk.h.
enum class DiskTrouble : std::uint8_t {
  torn,    // a kill may cut the last write that it keeps at any byte
  slow,    // everything takes fifty times as long
  full,    // nothing more can be written
  error,   // every second access fails
  bitrot,  // bits of what had been synced are flipped in what is read
};
BOOST_DESCRIBE_ENUM(DiskTrouble, torn, slow, full, error, bitrot)
struct DiskFault {
  DiskTrouble trouble = DiskTrouble::torn;
  std::vector<NodeId> nodes;
  friend bool operator==(const DiskFault&, const DiskFault&) = default;
};

// Links are good and bad by turns, each in its own time. Messages of a bad one are lost with up to
// this probability, and take up to twice this longer.
struct Flaky {
  Probability loss;
  Duration slowness{0};
  friend bool operator==(const Flaky&, const Flaky&) = default;
};

// These nodes are cut off, each from all others.
struct Swizzle {
  std::vector<NodeId> nodes;
  friend bool operator==(const Swizzle&, const Swizzle&) = default;
};

// A partition that loses nothing: what is under way on a link that it cuts, and what is sent there,
// arrives when it ends.
struct HeldPartition {
  PartitionShape shape = PartitionShape::halves;
  std::vector<std::vector<NodeId>> groups;

  Partition partition() const { return {shape, groups}; }
  friend bool operator==(const HeldPartition&, const HeldPartition&) = default;
};

using Fault = std::variant<Partition, Loss, Duplication, Slowness, Kill, Pause, ClockSkew,
                           DiskFault, Flaky, Swizzle, HeldPartition>;
static_assert(std::variant_size_v<Fault> == kValuesOf<FaultKind>.size());

// Each fault says what it befalls: one that does not cannot be injected.
template <class F>
struct TargetOf;
template <FaultTarget target>
struct Befalls {
  static constexpr FaultTarget value = target;
};
template <>
struct TargetOf<Partition> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<Loss> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<Duplication> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<Slowness> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<Kill> : Befalls<FaultTarget::node> {};
template <>
struct TargetOf<Pause> : Befalls<FaultTarget::node> {};
template <>
struct TargetOf<ClockSkew> : Befalls<FaultTarget::node> {};
template <>
struct TargetOf<DiskFault> : Befalls<FaultTarget::node> {};
template <>
struct TargetOf<Flaky> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<Swizzle> : Befalls<FaultTarget::network> {};
template <>
struct TargetOf<HeldPartition> : Befalls<FaultTarget::network> {};

inline FaultKind kind_of(const Fault& fault) { return static_cast<FaultKind>(fault.index()); }

// "loss 23 %", "slow +310 ms", "partition halves: n0 n2 | n1 n3 n4", "kill n1 n3",
// "clock n2 +250 ms -1000 ppm".
std::string describe(const Fault& fault);

inline std::string_view name(const Fault& fault) { return name_of(kind_of(fault)); }

class FaultSet {
 public:
  constexpr FaultSet() = default;
  constexpr FaultSet(std::initializer_list<FaultKind> kinds) {
    for (const FaultKind kind : kinds) bits_ |= bit(kind);
  }
  constexpr bool contains(FaultKind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr bool has_any(FaultSet of) const { return (bits_ & of.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // In the order of their numbers.
  std::vector<FaultKind> kinds() const {
    std::vector<FaultKind> kinds;
    for (const FaultKind kind : kValuesOf<FaultKind>) {
      if (contains(kind)) kinds.push_back(kind);
    }
    return kinds;
  }

  // Those of either.
  friend constexpr FaultSet operator|(FaultSet a, FaultSet b) {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr bool operator==(FaultSet, FaultSet) = default;

 private:
  static constexpr unsigned bit(FaultKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

// All that can befall the network.
inline constexpr FaultSet kEveryNetworkFault = {
    FaultKind::partition, FaultKind::loss,    FaultKind::duplicate, FaultKind::slow,
    FaultKind::flaky,     FaultKind::swizzle, FaultKind::held};
// All that there is.
inline constexpr FaultSet kEveryFault = [] {
  FaultSet all;
  for (const FaultKind kind : kValuesOf<FaultKind>) all = all | FaultSet{kind};
  return all;
}();

}  // namespace eddy::sim
