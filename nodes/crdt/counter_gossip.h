// g-counter-gossip and pn-counter-gossip: a counter as a CRDT (nodes/crdt/pn_counter.h). Every
// request is answered at once from the node's own state, whatever the network does.
#pragma once

#include "eddy/sim/protocol/counter.h"
#include "nodes/crdt/pn_counter.h"
#include "nodes/crdt/state_gossip.h"

namespace eddy::nodes {

class CounterGossip final : public StateGossip<PnCounter> {
 public:
  explicit CounterGossip(sim::Host& host);

 private:
  sim::Result<sim::counter::AddOk> add(const sim::counter::Add& m);
  sim::Result<sim::counter::ReadOk> read(const sim::counter::Read& m);
};

}  // namespace eddy::nodes
