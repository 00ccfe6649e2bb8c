#include "eddy/workloads/search/behaviours.h"

#include <algorithm>

#include "eddy/sim/hash.h"

namespace eddy::workloads {

using sim::Event;
using sim::FaultKind;
using sim::mix;
using sim::NodeId;

enum class Behaviours::Relation : std::uint8_t { cause = 1, next = 2, state = 3 };

namespace {

// All nodes are alike, and so are clients; services are not.
std::uint64_t role_of(NodeId id) {
  const auto kind = static_cast<std::uint64_t>(id.kind());
  return id.is_service() ? mix(kind, id.index()) : kind;
}

std::size_t place_of(FaultKind kind) {
  const auto& kinds = kValuesOf<FaultKind>;
  return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

}  // namespace

Behaviours::Behaviours() : seen_(kRemembered) {}

Behaviours::Hash Behaviours::name_of_type(const sim::Message& message) {
  if (!message.body) return 0;
  const sim::BodyType& type = message.body->type();
  if (last_name_.first == &type) return last_name_.second;
  const auto [known, is_new] = names_.try_emplace(&type, 0);
  if (is_new) {
    sim::Hasher hasher;
    hasher.add(type.name);
    known->second = hasher.digest();
  }
  last_name_ = {&type, known->second};
  return known->second;
}

void Behaviours::on_event(const Event& event) {
  const auto kind = static_cast<Hash>(event.what.index());
  if (event.is<sim::Sent>()) {
    remember(event.number, recall(event.cause));
  } else if (const auto* delivered = event.get_if<sim::Delivered>()) {
    const sim::Message& message = delivered->message;
    const Hash what = mix(mix(kind, name_of_type(message)),
                          role_of(message.dest) << 1U | Hash{delivered->is_copy});
    handled(event, what, message.dest);
  } else if (const auto* lost = event.get_if<sim::Lost>()) {
    const sim::Message& message = lost->message;
    caused(event, mix(mix(kind, name_of_type(message)),
                      role_of(message.dest) << 8U | static_cast<Hash>(lost->why)));
  } else if (const auto* fired = event.get_if<sim::TimerFired>()) {
    handled(event, mix(kind, role_of(fired->timer.owner)), fired->timer.owner);
  } else if (const auto* began = event.get_if<sim::FaultBegan>()) {
    ++active_[place_of(kind_of(began->fault))];
    is_quiet_ = false;
  } else if (const auto* ended = event.get_if<sim::FaultEnded>()) {
    --active_[place_of(kind_of(ended->fault))];
    is_quiet_ = std::all_of(active_.begin(), active_.end(), [](auto count) { return count == 0; });
  } else if (const auto* down = event.get_if<sim::NodeDown>()) {
    handled(event, kind, down->node);
    is_in(down->node, 0);
  } else if (const auto* up = event.get_if<sim::NodeUp>()) {
    handled(event, kind, up->node);
  } else if (const auto* paused = event.get_if<sim::NodePaused>()) {
    handled(event, kind, paused->node);
  } else if (const auto* resumed = event.get_if<sim::NodeResumed>()) {
    handled(event, kind, resumed->node);
  } else if (const auto* failed = event.get_if<sim::NodeFailed>()) {
    handled(event, kind, failed->node);
    is_in(failed->node, 0);
  } else {
    remember(event.number, kind);
  }
}

void Behaviours::handled(const Event& event, Hash what, NodeId by) {
  caused(event, what);
  if (by.is_client() || by.is_service()) return;
  if (last_.size() <= by.index()) last_.resize(by.index() + 1);
  Hash& last = last_[by.index()];
  note(Relation::next, last, what);
  last = what;
}

void Behaviours::caused(const Event& event, Hash what) {
  note(Relation::cause, recall(event.cause), what);
  remember(event.number, what);
}

void Behaviours::note(Relation relation, Hash first, Hash second) {
  const Hash pair = mix(mix(static_cast<Hash>(relation), first), second);
  if (is_quiet_) return insert(mix(pair, 0));
  for (std::size_t i = 0; i < active_.size(); ++i) {
    if (active_[i] > 0) insert(mix(pair, static_cast<Hash>(kValuesOf<FaultKind>[i]) + 1));
  }
}

Behaviours::Hash Behaviours::hash_of(const std::string& state) {
  sim::Hasher hasher;
  hasher.add(state);
  return hasher.digest() | 1U;  // none is 0
}

void Behaviours::is_in(NodeId node, Hash state) {
  if (node.is_client() || node.is_service()) return;
  if (states_.size() <= node.index()) states_.resize(node.index() + 1);
  Hash& before = states_[node.index()];
  if (before == state) return;
  const auto share = [](Hash one) { return one == 0 ? 0 : mix(one, one); };
  all_states_ += share(state) - share(before);
  before = state;
  insert(mix(static_cast<Hash>(Relation::state), all_states_));
}

void Behaviours::insert(Hash behaviour) {
  Hash& recent = recent_[behaviour % kRecent];
  if (recent == behaviour) return;
  recent = behaviour;
  found_.insert(behaviour);
}

std::vector<std::uint64_t> Behaviours::take() {
  std::vector<Hash> all(found_.begin(), found_.end());
  std::sort(all.begin(), all.end());
  found_.clear();
  recent_.fill(0);
  active_.fill(0);
  is_quiet_ = true;
  std::fill(seen_.begin(), seen_.end(), Seen{});
  last_.clear();
  states_.clear();
  all_states_ = 0;
  return all;
}

std::vector<std::uint64_t> kept(std::span<const std::uint64_t> behaviours) {
  std::vector<std::uint64_t> all;
  all.reserve(behaviours.size());
  for (const std::uint64_t behaviour : behaviours)
    all.push_back(behaviour & ((std::uint64_t{1} << kKeptBits) - 1));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace eddy::workloads
