#include "nodes/broken/broadcast_neighbours.h"

#include "nodes/broadcast/neighbours.h"

namespace eddy::nodes::broken {

using namespace sim::broadcast;

BroadcastNeighbours::BroadcastNeighbours(sim::Host& host) : Node(host) {
  on(&BroadcastNeighbours::topology);
  on(&BroadcastNeighbours::broadcast);
  on(&BroadcastNeighbours::read);
  on(&BroadcastNeighbours::shouted);
}

sim::Result<TopologyOk> BroadcastNeighbours::topology(const Topology& m) {
  neighbours_ = neighbours_of(id(), m);
  return TopologyOk{};
}

sim::Result<BroadcastOk> BroadcastNeighbours::broadcast(const Broadcast& m) {
  if (!known_.add(m.message).is_new) return BroadcastOk{};
  host().learned(m.message);
  const sim::BodyPtr body = host().share(Shouted{m.message});
  for (const sim::NodeId neighbour : neighbours_) host().send(neighbour, body);
  return BroadcastOk{};
}

sim::Result<ReadOk> BroadcastNeighbours::read(const Read& /*m*/) { return ReadOk{known_.values()}; }

void BroadcastNeighbours::shouted(const Shouted& m) {
  if (known_.add(m.value).is_new) host().learned(m.value);
}

}  // namespace eddy::nodes::broken
