// broadcast-single: stores what clients broadcast and tells no other node. Right for one node only.
#pragma once

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"

namespace eddy::nodes {

class Single final : public sim::Node {
 public:
  explicit Single(sim::Host& host);

  const ValueSet& known() const { return known_; }
  std::optional<boost::json::value> state() const override { return shown(known_); }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);

  ValueSet known_;
};

}  // namespace eddy::nodes
