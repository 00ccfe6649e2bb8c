#pragma once

#include "eddy/sim/protocol/g_set.h"
#include "nodes/crdt/state_gossip.h"

namespace eddy::nodes::broken {

struct LargerSet {
  boost::json::array elements;
  void merge(const LargerSet& other);
};
BOOST_DESCRIBE_STRUCT(LargerSet, (), (elements))
boost::json::value shown(const LargerSet& set);

// Bug: of two sets that meet the larger one stays, instead of their union.
class GSetLarger final : public StateGossip<LargerSet> {
 public:
  explicit GSetLarger(sim::Host& host);

 private:
  sim::Result<sim::g_set::AddOk> add(const sim::g_set::Add& m);
  sim::Result<sim::g_set::ReadOk> read(const sim::g_set::Read& m);
};

}  // namespace eddy::nodes::broken
