#include "eddy/workloads/search/behaviours.h"

#include <algorithm>
#include <variant>

#include "base/overloaded.h"
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
  const auto of_node = [&](NodeId node) { handled(event, kind, node); };
  const auto of_run = [&](const auto& /*planned*/) { remember(event.number, kind); };
  std::visit(
      Overloaded{[&](const sim::Sent& /*e*/) { remember(event.number, recall(event.cause)); },
                 [&](const sim::Delivered& e) {
                   const Hash what = mix(mix(kind, name_of_type(e.message)),
                                         role_of(e.message.dest) << 1U | Hash{e.is_copy});
                   handled(event, what, e.message.dest);
                 },
                 [&](const sim::Lost& e) {
                   caused(event, mix(mix(kind, name_of_type(e.message)),
                                     role_of(e.message.dest) << 8U | static_cast<Hash>(e.why)));
                 },
                 [&](const sim::TimerFired& e) {
                   handled(event, mix(kind, role_of(e.timer.owner)), e.timer.owner);
                 },
                 [&](const sim::FaultBegan& e) {
                   ++active_[e.fault.index()];
                   is_quiet_ = false;
                 },
                 [&](const sim::FaultEnded& e) {
                   --active_[e.fault.index()];
                   is_quiet_ = std::all_of(active_.begin(), active_.end(),
                                           [](auto count) { return count == 0; });
                 },
                 [&](const sim::NodeDown& e) {
                   of_node(e.node);
                   is_in(e.node, 0);
                 },
                 [&](const sim::NodeUp& e) { of_node(e.node); },
                 [&](const sim::NodePaused& e) { of_node(e.node); },
                 [&](const sim::NodeResumed& e) { of_node(e.node); },
                 [&](const sim::NodeFailed& e) {
                   of_node(e.node);
                   is_in(e.node, 0);
                 },
                 [&](const sim::OperationDue& e) { of_run(e); },
                 [&](const sim::OperationBegan& e) { of_run(e); },
                 [&](const sim::PhaseBegan& e) { of_run(e); }},
      event.what);
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
  // Types of raw messages end with their run, and another may have their place.
  names_.clear();
  last_name_ = {};
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
