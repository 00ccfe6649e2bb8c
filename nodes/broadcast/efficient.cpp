#include "nodes/broadcast/efficient.h"

namespace eddy::nodes {

Efficient::Efficient(sim::Host& host) : BroadcastReplica(host, kGrace) {}

void Efficient::spread(const Run& run) {
  if (run.origin != id()) return;
  const sim::BodyPtr body = host().share(News{{run}});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
