// g-set-gossip: a set that only grows, as a CRDT (Shapiro et al., 2011): replicas merge by union,
// so that neither order nor repetition matters.
//
// An element goes from its origin straight to all others, unacknowledged; anti-entropy
// (nodes/broadcast/anti_entropy.h) makes up for what is lost.
#pragma once

#include <chrono>

#include "eddy/sim/protocol/g_set.h"
#include "nodes/broadcast/anti_entropy.h"

namespace eddy::nodes {

class GSetGossip final : public AntiEntropy {
 public:
  static constexpr sim::Duration kGrace = std::chrono::milliseconds(400);

  explicit GSetGossip(sim::Host& host);

 private:
  sim::Result<sim::g_set::AddOk> insert(const sim::g_set::Add& m);
  sim::Result<sim::g_set::ReadOk> read(const sim::g_set::Read& m);
  void spread(const Run& run) override;
};

}  // namespace eddy::nodes
