#include "nodes/crdt/pn_counter.h"

#include <algorithm>

#include "nodes/shown.h"

namespace eddy::nodes {
namespace {

using Entries = std::map<sim::NodeId, std::uint64_t>;

void merge_into(Entries& entries, const Entries& others) {
  for (const auto& [node, count] : others) {
    std::uint64_t& entry = entries[node];
    entry = std::max(entry, count);
  }
}

// Modulo 2^64, in which differences come out right.
std::uint64_t sum(const Entries& entries) {
  std::uint64_t total = 0;
  for (const auto& [node, count] : entries) total += count;
  return total;
}

}  // namespace

void PnCounter::add(sim::NodeId who, std::int64_t delta) {
  const auto bits = static_cast<std::uint64_t>(delta);
  if (delta > 0) added[who] += bits;
  if (delta < 0) subtracted[who] += 0 - bits;
}

void PnCounter::merge(const PnCounter& other) {
  merge_into(added, other.added);
  merge_into(subtracted, other.subtracted);
}

std::int64_t PnCounter::value() const {
  return static_cast<std::int64_t>(sum(added) - sum(subtracted));
}

boost::json::value shown(const PnCounter& counter) {
  const auto count = [](std::uint64_t entry) { return entry; };
  boost::json::object shown{{"value", counter.value()}, {"added", shown_map(counter.added, count)}};
  if (!counter.subtracted.empty()) shown["subtracted"] = shown_map(counter.subtracted, count);
  return shown;
}

}  // namespace eddy::nodes
