#include "nodes/broadcast/batched.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace eddy::nodes {
namespace {

constexpr sim::Duration kBatch = std::chrono::milliseconds(400);
constexpr sim::Duration kGrace = std::chrono::milliseconds(800);

}  // namespace

Batched::Batched(sim::Host& host) : AntiEntropy(host, kGrace), unconfirmed_{id(), 0, {}} {}

void Batched::spread(const Run& run) {
  if (is_hub()) {
    if (batch_.empty()) after(kBatch, [this] { flush(); });
    batch_.push_back(run);
  } else if (run.origin == id()) {
    unconfirmed_.values.insert(unconfirmed_.values.end(), run.values.begin(), run.values.end());
    send_to_hub();
  }
}

void Batched::received(const News& m, sim::NodeId from, std::size_t new_values) {
  if (is_hub()) {
    if (new_values == 0) send(from, m);
    return;
  }
  for (const Run& run : m.runs) {
    if (run.origin == id()) confirm(run);
  }
}

// The hub had all of the unconfirmed values up to these, for they travel together.
void Batched::confirm(const Run& run) {
  const std::uint64_t end = run.first + run.values.size();
  if (end <= unconfirmed_.first) return;
  auto& values = unconfirmed_.values;
  const std::uint64_t confirmed = std::min<std::uint64_t>(end - unconfirmed_.first, values.size());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(confirmed));
  unconfirmed_.first += confirmed;
}

void Batched::send_to_hub() {
  last_sent_ = now();
  send(nodes().front(), News{{unconfirmed_}});
  if (!is_waiting_) wait_for_hub();
}

void Batched::wait_for_hub() {
  is_waiting_ = true;
  after(last_sent_ + kGrace - now(), [this] {
    is_waiting_ = false;
    if (unconfirmed_.values.empty()) return;
    if (now() < last_sent_ + kGrace) {
      wait_for_hub();
    } else {
      send_to_hub();
    }
  });
}

void Batched::flush() {
  const sim::BodyPtr body = host().share(News{std::exchange(batch_, {})});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
