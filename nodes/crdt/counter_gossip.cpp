#include "nodes/crdt/counter_gossip.h"

namespace eddy::nodes {

using namespace sim::counter;

CounterGossip::CounterGossip(sim::Host& host) : StateGossip(host) {
  on(&CounterGossip::add);
  on(&CounterGossip::read);
}

sim::Result<AddOk> CounterGossip::add(const Add& m) {
  state_.add(id(), m.delta);
  return AddOk{};
}

sim::Result<ReadOk> CounterGossip::read(const Read& /*m*/) { return ReadOk{state_.value()}; }

}  // namespace eddy::nodes
