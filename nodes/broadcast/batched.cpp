#include "nodes/broadcast/batched.h"

#include <chrono>
#include <utility>

namespace eddy::nodes {
namespace {

constexpr sim::Duration kBatch = std::chrono::milliseconds(400);
constexpr sim::Duration kGrace = std::chrono::milliseconds(1000);

}  // namespace

Batched::Batched(sim::Host& host) : AntiEntropy(host, kGrace) {}

void Batched::spread(const Run& run) {
  const sim::NodeId hub = nodes().front();
  if (id() == hub) {
    if (batch_.empty()) after(kBatch, [this] { flush(); });
    batch_.push_back(run);
  } else if (run.origin == id()) {
    send(hub, News{{run}});
  }
}

void Batched::flush() {
  const sim::BodyPtr body = host().share(News{std::exchange(batch_, {})});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
