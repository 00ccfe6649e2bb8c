#include "eddy/workloads/search/vacuity.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace eddy::workloads {
namespace {

using checkers::Op;
using checkers::OpType;

std::size_t place_of_kind(sim::FaultKind kind) {
  const auto& kinds = kValuesOf<sim::FaultKind>;
  return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

bool stops_nodes(const sim::Fault& fault) {
  return std::holds_alternative<sim::Kill>(fault) || std::holds_alternative<sim::Pause>(fault);
}

// Whose clock goes wrong, or whose disk.
std::vector<sim::NodeId> owners_of(const sim::Fault& fault) {
  std::vector<sim::NodeId> owners;
  if (const auto* disk = std::get_if<sim::DiskFault>(&fault)) owners = disk->nodes;
  if (const auto* clock = std::get_if<sim::ClockSkew>(&fault)) {
    for (const sim::Skew& skew : clock->skews) owners.push_back(skew.node);
  }
  return owners;
}

bool is_of_load(const Op& op) { return op.is_client() && !op.recovery && !op.final_op; }

// A transaction's and a send's value is a list of [function, key, …], that of an operation on a
// register [key, value].
std::vector<std::string> keys_of(const Op& op) {
  const auto* parts = op.value.if_array();
  if (parts == nullptr) return {};
  std::vector<std::string> keys;
  const bool is_list =
      std::all_of(parts->begin(), parts->end(), [](const auto& part) { return part.is_array(); });
  if (!is_list) {
    if (parts->size() == 2) keys.push_back(boost::json::serialize(parts->front()));
    return keys;
  }
  for (const auto& part : *parts) {
    const auto& step = part.get_array();
    if (step.size() >= 2) keys.push_back(boost::json::serialize(step[1]));
  }
  return keys;
}

}  // namespace

template <class Befalls>
void FaultWatch::tell(Befalls befalls) {
  for (Active& active : active_) {
    if (!active.is_idle || !befalls(active)) continue;
    active.is_idle = false;
    --idle_;
  }
}

void FaultWatch::on_event(const sim::Event& event) {
  if (const auto* began = event.get_if<sim::FaultBegan>()) return begin(*began);
  if (const auto* ended = event.get_if<sim::FaultEnded>()) return end(ended->id);
  if (const auto* down = event.get_if<sim::NodeDown>()) return set_away(down->node, true);
  if (const auto* up = event.get_if<sim::NodeUp>()) return set_away(up->node, false);
  if (const auto* paused = event.get_if<sim::NodePaused>()) return set_away(paused->node, true);
  if (const auto* resumed = event.get_if<sim::NodeResumed>()) return set_away(resumed->node, false);
  if (idle_ == 0) return;
  if (const auto* fired = event.get_if<sim::TimerFired>()) return handled(fired->timer.owner);
  if (const auto* delivered = event.get_if<sim::Delivered>()) handled(delivered->message.dest);
  const sim::Message* message = event.message();
  if (message == nullptr) return;
  const sim::NodeId src = message->id.sender;
  const sim::NodeId dest = message->dest;
  const bool is_missed = !away_.empty() && is_away(dest);
  if (const auto* lost = event.get_if<sim::Lost>()) {
    tell([&](const Active& active) {
      if (active.cut)
        return lost->why == sim::LossCause::partition && active.cut->blocks(src, dest);
      if (std::holds_alternative<sim::Loss>(active.fault)) return lost->why == sim::LossCause::loss;
      return stops_nodes(active.fault) && (is_missed || lost->why == sim::LossCause::down);
    });
  } else if (const auto* delivered = event.get_if<sim::Delivered>()) {
    if (!delivered->is_copy) return;
    tell([](const Active& active) {
      return std::holds_alternative<sim::Duplication>(active.fault);
    });
  } else {
    const bool is_between_servers = !src.is_client() && !dest.is_client();
    tell([&](const Active& active) {
      if (stops_nodes(active.fault)) return is_missed;
      return is_between_servers && !active.cut && active.whose.empty() &&
             !std::holds_alternative<sim::Loss>(active.fault) &&
             !std::holds_alternative<sim::Duplication>(active.fault);
    });
  }
}

void FaultWatch::handled(sim::NodeId by) {
  tell([by](const Active& active) {
    return std::find(active.whose.begin(), active.whose.end(), by) != active.whose.end();
  });
}

void FaultWatch::begin(const sim::FaultBegan& began) {
  Active active{
      began.id, place_of_kind(kind_of(began.fault)), began.fault, {}, owners_of(began.fault)};
  if (const auto* partition = std::get_if<sim::Partition>(&began.fault))
    active.cut.emplace(*partition);
  ++effects_[active.kind].count;
  active_.push_back(std::move(active));
  ++idle_;
}

void FaultWatch::end(sim::FaultId id) {
  const auto found = std::find_if(active_.begin(), active_.end(),
                                  [id](const Active& active) { return active.id == id; });
  if (found == active_.end()) return;
  if (found->is_idle) {
    ++effects_[found->kind].idle;
    --idle_;
  }
  active_.erase(found);
}

void FaultWatch::set_away(sim::NodeId node, bool is_away) {
  std::erase(away_, node);
  if (is_away) away_.push_back(node);
}

bool FaultWatch::is_away(sim::NodeId node) const {
  return std::find(away_.begin(), away_.end(), node) != away_.end();
}

FaultEffects FaultWatch::take() {
  while (!active_.empty()) end(active_.back().id);
  away_.clear();
  return std::exchange(effects_, {});
}

std::optional<bool> is_contended(const checkers::History& history) {
  std::map<std::string, std::size_t> wanted;                         // by key: how many want it now
  std::map<std::int64_t, std::vector<std::string>> keys_of_process;  // of what is under way
  bool has_keys = false;
  for (const Op& op : history.ops) {
    if (!is_of_load(op)) continue;
    auto& own = keys_of_process[op.process];
    for (const std::string& key : own) --wanted[key];
    own.clear();
    if (op.type != OpType::invoke) continue;
    own = keys_of(op);
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    for (const std::string& key : own) {
      if (++wanted[key] > 1) return true;
      has_keys = true;
    }
  }
  return has_keys ? std::optional(false) : std::nullopt;
}

std::optional<bool> is_lock_waited_for(const checkers::History& history) {
  bool is_asked_for = false;
  std::optional<std::int64_t> holder;
  for (const Op& op : history.ops) {
    if (!is_of_load(op)) continue;
    const bool acquires = op.f == "acquire";
    if (!acquires && op.f != "release") continue;
    is_asked_for = is_asked_for || acquires;
    if (acquires && op.type == OpType::invoke && holder && *holder != op.process) return true;
    if (acquires && op.type == OpType::ok) holder = op.process;
    if (!acquires && op.type == OpType::ok) holder.reset();
  }
  return is_asked_for ? std::optional(false) : std::nullopt;
}

void VacuityCount::add(const Vacuity& run) {
  ++runs;
  for (std::size_t kind = 0; kind < faults.size(); ++kind) {
    const FaultEffect& effect = run.faults[kind];
    if (effect.count == 0) continue;
    OfKind& of_kind = faults[kind];
    ++of_kind.runs;
    if (effect.idle == effect.count) ++of_kind.idle_runs;
    of_kind.faults.count += effect.count;
    of_kind.faults.idle += effect.idle;
  }
  const auto add_to = [](Share& share, std::optional<bool> seen) {
    if (!seen) return;
    ++share.runs;
    if (*seen) ++share.yes;
  };
  add_to(contended, run.contended);
  add_to(lock_waited_for, run.lock_waited_for);
}

}  // namespace eddy::workloads
