#include "nodes/broadcast/flood.h"

#include "nodes/broadcast/neighbours.h"

namespace eddy::nodes {

using namespace sim::broadcast;

Flood::Flood(sim::Host& host) : Node(host) {
  on(&Flood::flooded);
  on(&Flood::broadcast);
  on(&Flood::read);
  on(&Flood::topology);
}

sim::Result<TopologyOk> Flood::topology(const Topology& m) {
  neighbours_ = neighbours_of(id(), m);
  return TopologyOk{};
}

sim::Result<BroadcastOk> Flood::broadcast(const Broadcast& m, sim::NodeId from) {
  learn(m.message, from);
  return BroadcastOk{};
}

sim::Result<ReadOk> Flood::read(const Read& /*m*/) { return ReadOk{known_.values()}; }

void Flood::flooded(const Flooded& m, sim::NodeId from) { learn(m.value, from); }

void Flood::learn(const boost::json::value& value, sim::NodeId from) {
  if (!known_.add(value).is_new) return;
  host().learned(value);
  const sim::BodyPtr body = host().share(Flooded{value});
  for (const sim::NodeId neighbour : neighbours_) {
    if (neighbour != from) host().send(neighbour, body);
  }
}

}  // namespace eddy::nodes
