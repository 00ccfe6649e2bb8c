#include "nodes/broken/broadcast_forgets.h"

#include <chrono>
#include <utility>

#include "nodes/broadcast/neighbours.h"

namespace eddy::nodes::broken {

using namespace std::chrono_literals;
using namespace sim::broadcast;

BroadcastForgets::BroadcastForgets(sim::Host& host) : Node(host) {
  on(&BroadcastForgets::topology);
  on(&BroadcastForgets::broadcast);
  on(&BroadcastForgets::read);
  on(&BroadcastForgets::copied);
}

sim::Result<TopologyOk> BroadcastForgets::topology(const Topology& m) {
  neighbours_ = neighbours_of(id(), m);
  return TopologyOk{};
}

sim::Result<BroadcastOk> BroadcastForgets::broadcast(const Broadcast& m, sim::NodeId from) {
  take(m.message, from);
  return BroadcastOk{};
}

sim::Result<ReadOk> BroadcastForgets::read(const Read& /*m*/) { return ReadOk{stored_}; }

void BroadcastForgets::copied(const Copied& m, sim::NodeId from) { take(m.value, from); }

void BroadcastForgets::take(const boost::json::value& value, sim::NodeId from) {
  if (!seen_.add(value).is_new) return;
  const sim::BodyPtr body = host().share(Copied{value});
  for (const sim::NodeId neighbour : neighbours_) {
    if (neighbour != from) host().send(neighbour, body);
  }
  spawn(store(value));
}

sim::Task<void> BroadcastForgets::store(boost::json::value value) {
  boost::json::array updated = stored_;
  co_await sleep(10ms);  // the write
  updated.push_back(std::move(value));
  stored_ = std::move(updated);
  host().learned(stored_.back());
}

}  // namespace eddy::nodes::broken
