// What can go wrong, as plain values. eddy/sim/simulation.h injects and heals them.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "eddy/base/named_enum.h"
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
enum class FaultKind : std::uint8_t { partition = 0, loss = 1, duplicate = 2, slow = 3 };
BOOST_DESCRIBE_ENUM(FaultKind, partition, loss, duplicate, slow)

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
static_assert(std::variant_size_v<Fault> == kValuesOf<FaultKind>.size());

// Each fault says what it befalls: one that does not cannot be injected.
template <class F>
struct TargetOf;
template <>
struct TargetOf<Partition> {
  static constexpr FaultTarget value = FaultTarget::network;
};
template <>
struct TargetOf<Loss> {
  static constexpr FaultTarget value = FaultTarget::network;
};
template <>
struct TargetOf<Duplication> {
  static constexpr FaultTarget value = FaultTarget::network;
};
template <>
struct TargetOf<Slowness> {
  static constexpr FaultTarget value = FaultTarget::network;
};

inline FaultKind kind_of(const Fault& fault) { return static_cast<FaultKind>(fault.index()); }

// "loss 23 %", "slow +310 ms", "partition halves: n0 n2 | n1 n3 n4".
std::string describe(const Fault& fault);

inline std::string_view name(const Fault& fault) { return name_of(kind_of(fault)); }

class FaultSet {
 public:
  constexpr FaultSet() = default;
  constexpr FaultSet(std::initializer_list<FaultKind> kinds) {
    for (const FaultKind kind : kinds) bits_ |= bit(kind);
  }
  constexpr bool contains(FaultKind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // In the order of their numbers.
  std::vector<FaultKind> kinds() const {
    std::vector<FaultKind> kinds;
    for (const FaultKind kind : kValuesOf<FaultKind>) {
      if (contains(kind)) kinds.push_back(kind);
    }
    return kinds;
  }

  friend constexpr bool operator==(FaultSet, FaultSet) = default;

 private:
  static constexpr unsigned bit(FaultKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

// All that can befall the network.
inline constexpr FaultSet kEveryNetworkFault = {FaultKind::partition, FaultKind::loss,
                                                FaultKind::duplicate, FaultKind::slow};

}  // namespace eddy::sim
