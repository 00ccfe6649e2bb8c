#include "nodes/broadcast/broadcast_replica.h"

namespace eddy::nodes {

using namespace sim::broadcast;

BroadcastReplica::BroadcastReplica(sim::Host& host, sim::Duration grace)
    : AntiEntropy(host, grace) {
  on(&BroadcastReplica::broadcast);
  on(&BroadcastReplica::read);
  on(&BroadcastReplica::topology);
}

sim::Result<TopologyOk> BroadcastReplica::topology(const Topology& /*m*/) { return TopologyOk{}; }

sim::Result<BroadcastOk> BroadcastReplica::broadcast(const Broadcast& m) {
  add(m.message);
  return BroadcastOk{};
}

sim::Result<ReadOk> BroadcastReplica::read(const Read& /*m*/) { return ReadOk{known().values()}; }

}  // namespace eddy::nodes
