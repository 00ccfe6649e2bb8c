// A counter as a CRDT (Shapiro et al., 2011): what each node has added and taken away, of which the
// later is always the greater. Pure.
//
// Merging takes the greater of two entries, so it is commutative, associative and idempotent:
// replicas that have merged one another's states are equal, whatever was lost, late or doubled.
// Without decrements it is a g-counter.
#pragma once

#include <cstdint>
#include <map>

#include "eddy/sim/message.h"

namespace eddy::nodes {

struct PnCounter {
  std::map<sim::NodeId, std::uint64_t> added;
  std::map<sim::NodeId, std::uint64_t> subtracted;

  // REQUIRES: `who` counts here and nowhere else.
  void add(sim::NodeId who, std::int64_t delta);
  void merge(const PnCounter& other);
  std::int64_t value() const;

  friend bool operator==(const PnCounter&, const PnCounter&) = default;
};
BOOST_DESCRIBE_STRUCT(PnCounter, (), (added, subtracted))

// As nodes show it: {"value": 3, "added": {"n0": 5}, "subtracted": {"n1": 2}}.
boost::json::value shown(const PnCounter& counter);

}  // namespace eddy::nodes
