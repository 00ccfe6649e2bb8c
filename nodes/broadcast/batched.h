// broadcast-batched: every node sends its new values to a hub, which sends all that it learned in
// the last 400 ms to everybody in one message each.
//
// So the messages hardly depend on the number of values, at the price of latency: two hops and the
// wait for the batch. The hub is the first node. While it cannot be reached, anti-entropy
// (nodes/broadcast/anti_entropy.h) spreads the values, more slowly.
#pragma once

#include "nodes/broadcast/anti_entropy.h"

namespace eddy::nodes {

class Batched final : public AntiEntropy {
 public:
  explicit Batched(sim::Host& host);

 private:
  void spread(const Run& run) override;
  void flush();

  std::vector<Run> batch_;  // the hub's: what the next message will hold
};

}  // namespace eddy::nodes
