#include "nodes/broadcast/efficient.h"

#include <chrono>

namespace eddy::nodes {
namespace {

constexpr sim::Duration kGrace = std::chrono::milliseconds(400);

}  // namespace

Efficient::Efficient(sim::Host& host) : AntiEntropy(host, kGrace) {}

void Efficient::spread(const Run& run) {
  if (run.origin != id()) return;
  const sim::BodyPtr body = host().share(News{{run}});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
