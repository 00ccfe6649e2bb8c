#include "nodes/crdt/g_set_gossip.h"

namespace eddy::nodes {

using namespace sim::g_set;

GSetGossip::GSetGossip(sim::Host& host) : AntiEntropy(host, kGrace) {
  on(&GSetGossip::insert);
  on(&GSetGossip::read);
}

sim::Result<AddOk> GSetGossip::insert(const Add& m) {
  add(m.element);
  return AddOk{};
}

sim::Result<ReadOk> GSetGossip::read(const Read& /*m*/) { return ReadOk{known().values()}; }

void GSetGossip::spread(const Run& run) {
  if (run.origin != id()) return;
  const sim::BodyPtr body = host().share(News{{run}});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
