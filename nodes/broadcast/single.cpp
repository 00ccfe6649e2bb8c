#include "nodes/broadcast/single.h"

namespace eddy::nodes {

using namespace sim::broadcast;

Single::Single(sim::Host& host) : Node(host) {
  on(&Single::topology);
  on(&Single::broadcast);
  on(&Single::read);
}

sim::Result<TopologyOk> Single::topology(const Topology& /*m*/) { return TopologyOk{}; }

sim::Result<BroadcastOk> Single::broadcast(const Broadcast& m) {
  if (known_.add(m.message).is_new) host().learned(m.message);
  return BroadcastOk{};
}

sim::Result<ReadOk> Single::read(const Read& /*m*/) { return ReadOk{known_.values()}; }

}  // namespace eddy::nodes
