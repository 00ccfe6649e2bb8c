#include "nodes/broken/pn_counter_once.h"

namespace eddy::nodes::broken {

using namespace sim::counter;

PnCounterOnce::PnCounterOnce(sim::Host& host) : Node(host) {
  on(&PnCounterOnce::add);
  on(&PnCounterOnce::read);
  on(&PnCounterOnce::heard);
}

sim::Result<AddOk> PnCounterOnce::add(const Add& m) {
  value_ += m.delta;
  const sim::BodyPtr body = host().share(Delta{m.delta});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
  return AddOk{};
}

sim::Result<ReadOk> PnCounterOnce::read(const Read& /*m*/) { return ReadOk{value_}; }

void PnCounterOnce::heard(const Delta& m) { value_ += m.delta; }

}  // namespace eddy::nodes::broken
