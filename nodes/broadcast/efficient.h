// broadcast-efficient: the origin of a value sends it straight to every other node, unacknowledged.
//
// n − 1 messages and one latency for a value, the least there can be without batching; anti-entropy
// (nodes/broadcast/anti_entropy.h) makes up for what is lost.
#pragma once

#include <chrono>

#include "nodes/broadcast/broadcast_replica.h"

namespace eddy::nodes {

class Efficient final : public BroadcastReplica {
 public:
  static constexpr sim::Duration kGrace = std::chrono::milliseconds(400);

  explicit Efficient(sim::Host& host);

 private:
  void spread(const Run& run) override;
};

}  // namespace eddy::nodes
