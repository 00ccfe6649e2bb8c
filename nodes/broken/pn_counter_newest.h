#pragma once

#include <map>

#include "eddy/sim/protocol/counter.h"
#include "nodes/crdt/state_gossip.h"

namespace eddy::nodes::broken {

// What each node has counted, and when, by that node's clock.
struct NewestTotals {
  struct Total {
    std::int64_t value = 0;
    std::int64_t time = 0;  // ns
  };

  void merge(const NewestTotals& other);
  std::int64_t value() const;

  std::map<sim::NodeId, Total> totals;
};
BOOST_DESCRIBE_STRUCT(NewestTotals::Total, (), (value, time))
BOOST_DESCRIBE_STRUCT(NewestTotals, (), (totals))
boost::json::value shown(const NewestTotals& totals);

// Bug: of two totals of a node the one with the later time wins, so that one which was counted
// after the node's clock had gone back is lost.
class PnCounterNewest final : public StateGossip<NewestTotals> {
 public:
  explicit PnCounterNewest(sim::Host& host);

 private:
  sim::Result<sim::counter::AddOk> add(const sim::counter::Add& m);
  sim::Result<sim::counter::ReadOk> read(const sim::counter::Read& m);
};

}  // namespace eddy::nodes::broken
