// broadcast-batched: every node sends its new values to a hub, which sends all that it learned in
// the last 400 ms to everybody in one message each.
//
// So the messages hardly depend on the number of values, at the price of latency: two hops and the
// wait for the batch. The hub is the first node. A node takes the hub's batch for the
// acknowledgement of its own values and sends again what does not come back; what the hub has sent
// before it returns at once. While the hub cannot be reached, anti-entropy
// (nodes/broadcast/anti_entropy.h) spreads the values, more slowly.
#pragma once

#include <chrono>
#include <vector>

#include "nodes/broadcast/broadcast_replica.h"

namespace eddy::nodes {

class Batched final : public BroadcastReplica {
 public:
  static constexpr sim::Duration kBatch = std::chrono::milliseconds(400);
  static constexpr sim::Duration kGrace = std::chrono::milliseconds(800);

  explicit Batched(sim::Host& host);

 private:
  void spread(const Run& run) override;
  void received(const News& m, sim::NodeId from, std::size_t new_values) override;
  void confirm(const Run& run);
  bool is_hub() const { return id() == nodes().front(); }
  // Sends again what the hub does not return within the grace.
  void wait_for_hub();
  void flush();

  Run unconfirmed_;          // this node's own values that the hub has not returned yet
  bool is_waiting_ = false;  // for the hub to return them
  std::vector<Run> batch_;   // the hub's: what its next message will hold
};

}  // namespace eddy::nodes
