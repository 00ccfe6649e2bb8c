// broadcast-flood: forwards each new value once to its neighbours, but not to whom it came from.
//
// Nothing is ever sent again, so a lost message may be a lost value.
#pragma once

#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"

namespace eddy::nodes {

struct Flooded {
  static constexpr std::string_view type = "flooded";
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Flooded, (), (value))

class Flood final : public sim::Node {
 public:
  explicit Flood(sim::Host& host);

  const ValueSet& known() const { return known_; }
  std::optional<boost::json::value> state() const override { return shown(known_); }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m,
                                                     sim::NodeId from);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
  void flooded(const Flooded& m, sim::NodeId from);

  void learn(const boost::json::value& value, sim::NodeId from);

  std::vector<sim::NodeId> neighbours_;
  ValueSet known_;
};

}  // namespace eddy::nodes
