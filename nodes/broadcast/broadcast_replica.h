// The clients' side of broadcast-efficient and broadcast-batched. The topology message is answered
// and ignored.
#pragma once

#include "eddy/sim/protocol/broadcast.h"
#include "nodes/broadcast/anti_entropy.h"

namespace eddy::nodes {

class BroadcastReplica : public AntiEntropy {
 protected:
  BroadcastReplica(sim::Host& host, sim::Duration grace);

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& m);
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m);
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& m);
};

}  // namespace eddy::nodes
