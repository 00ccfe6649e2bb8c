#pragma once

#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"

namespace eddy::nodes::broken {

struct Shouted {
  static constexpr std::string_view type = "shouted";
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Shouted, (), (value))

// Bug: what comes from a neighbour is not forwarded, so a value stops after its first hop.
class BroadcastNeighbours final : public sim::Node {
 public:
  explicit BroadcastNeighbours(sim::Host& host);

  const ValueSet& known() const { return known_; }
  std::optional<boost::json::value> state() const override { return shown(known_); }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
  void shouted(const Shouted& m);

  std::vector<sim::NodeId> neighbours_;
  ValueSet known_;
};

}  // namespace eddy::nodes::broken
