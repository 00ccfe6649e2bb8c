// In which order the versions of each key were installed, as far as it can be known.
//
// * The initial state comes before every version. All else depends on what may be assumed: that a
//   write follows the read before it in its transaction (wfr), that each key is sequentially
//   consistent (the order in which a process met its versions), that it is linearizable (real
//   time), or on what an observer saw (version_orders.h).
// * What is assumed may turn out contradictory: versions then follow each other in a circle, the
//   anomaly cyclic-versions. A source that brings a circle into a key is disregarded for that key,
//   save observed orders, which are no assumptions.
// * With wfr the versions of one transaction relate; the orders of processes and of real time
//   relate the last version that one transaction met to the first that the next one met.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "checkers/transactional/registers/register_history.h"

namespace eddy::checkers {

// Why one version comes before another.
enum class OrderSource : std::uint8_t { initial_state, observed, wfr, sequential, linearizable };

// "initial-state", "observed", "wfr-keys" …
std::string_view to_string(OrderSource source);

struct VersionEdge {
  std::uint32_t from = 0;  // versions of one key
  std::uint32_t to = 0;
  OrderSource source = OrderSource::initial_state;
  // The transaction that met `from` and then the one that met `to`; wfr: one and the same. Of an
  // observed order `before` is its place in RegisterHistory::orders.
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

// Versions that come before themselves: each edge leads to the next one, the last to the first.
using VersionCycle = std::vector<VersionEdge>;

struct RegisterOrderOptions {
  bool wfr_keys = false;
  bool sequential_keys = false;
  bool linearizable_keys = false;
};

struct VersionGraph {
  std::vector<VersionEdge> edges;    // sorted by from and to, one for each pair
  std::vector<VersionCycle> cycles;  // one for each key and source that brought one in
  std::vector<bool> contradictory;   // by key: its observed orders are, and still are in `edges`

  // The edges from one version.
  std::span<const VersionEdge> edges_from(std::uint32_t version) const;

  // The edge between two versions, null if there is none.
  const VersionEdge* find(std::uint32_t from, std::uint32_t to) const;
};

// O(n log n), times the transactions that overlap with one for linearizable_keys.
VersionGraph order_versions(const RegisterHistory& registers, const RegisterOrderOptions& options);

}  // namespace eddy::checkers
