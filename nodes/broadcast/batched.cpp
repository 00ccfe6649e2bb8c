#include "nodes/broadcast/batched.h"

#include <algorithm>
#include <utility>

namespace eddy::nodes {

Batched::Batched(sim::Host& host) : BroadcastReplica(host, kGrace), unconfirmed_{id(), 0, {}} {}

void Batched::spread(const Run& run) {
  if (is_hub()) {
    if (batch_.empty()) after(kBatch, [this] { flush(); });
    batch_.push_back(run);
  } else if (run.origin == id()) {
    send(nodes().front(), News{{run}});
    unconfirmed_.values.insert(unconfirmed_.values.end(), run.values.begin(), run.values.end());
    if (!is_waiting_) wait_for_hub();
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

void Batched::confirm(const Run& run) {
  const std::uint64_t end = run.first + run.values.size();
  if (run.first > unconfirmed_.first || end <= unconfirmed_.first) return;
  auto& values = unconfirmed_.values;
  const std::uint64_t confirmed = std::min<std::uint64_t>(end - unconfirmed_.first, values.size());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(confirmed));
  unconfirmed_.first += confirmed;
}

void Batched::wait_for_hub() {
  is_waiting_ = true;
  const std::uint64_t end = unconfirmed_.first + unconfirmed_.values.size();
  after(kGrace, [this, end] {
    is_waiting_ = false;
    if (unconfirmed_.values.empty()) return;
    const bool is_overdue = unconfirmed_.first < end;
    if (is_overdue) send(nodes().front(), News{{unconfirmed_}});
    wait_for_hub();
  });
}

void Batched::flush() {
  const sim::BodyPtr body = host().share(News{std::exchange(batch_, {})});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

}  // namespace eddy::nodes
