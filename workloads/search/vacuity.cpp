#include "eddy/workloads/search/vacuity.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "base/overloaded.h"

namespace eddy::workloads {
namespace {

using checkers::Op;
using checkers::OpType;

bool stops_nodes(const sim::Fault& fault) {
  return std::holds_alternative<sim::Kill>(fault) || std::holds_alternative<sim::Pause>(fault);
}

void add_run(VacuityCount::OfKind& of_kind, const FaultEffect& effect) {
  if (effect.count == 0) return;
  ++of_kind.runs;
  if (effect.idle == effect.count) ++of_kind.idle_runs;
  of_kind.faults.count += effect.count;
  of_kind.faults.idle += effect.idle;
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
  if (idle_ == 0) return;
  for (Active& active : active_) {
    if (!active.is_idle || !befalls(active)) continue;
    active.is_idle = false;
    --idle_;
  }
}

void FaultWatch::on_event(const sim::Event& event) {
  std::visit(
      Overloaded{
          [&](const sim::Sent& e) { sent(e.message); },
          [&](const sim::Delivered& e) { delivered(e); }, [&](const sim::Lost& e) { lost(e); },
          [&](const sim::TimerFired& e) { handled(e.timer.owner); },
          [&](const sim::FaultBegan& e) { begin(e); }, [&](const sim::FaultEnded& e) { end(e.id); },
          [&](const sim::NodeDown& e) { set_away(e.node, true); },
          [&](const sim::NodeUp& e) { set_away(e.node, false); },
          [&](const sim::NodePaused& e) { set_away(e.node, true); },
          [&](const sim::NodeResumed& e) { set_away(e.node, false); },
          [](const sim::NodeFailed& /*e*/) {}, [](const sim::OperationDue& /*e*/) {},
          [](const sim::OperationBegan& /*e*/) {}, [](const sim::PhaseBegan& /*e*/) {}},
      event.what);
}

void FaultWatch::on_disk_trouble(sim::FaultId id) {
  tell([id](const Active& active) { return active.id == id; });
}

void FaultWatch::lost(const sim::Lost& lost) {
  const sim::NodeId src = lost.message.id.sender;
  const sim::NodeId dest = lost.message.dest;
  const bool is_missed = is_away(dest) || lost.why == sim::LossCause::down;
  tell([&](const Active& active) {
    if (active.cut) return lost.why == sim::LossCause::partition && active.cut->blocks(src, dest);
    if (!active.alone.empty()) {
      return lost.why == sim::LossCause::partition &&
             std::any_of(active.alone.begin(), active.alone.end(),
                         [&](sim::NodeId node) { return node == src || node == dest; });
    }
    if (std::holds_alternative<sim::Loss>(active.fault)) return lost.why == sim::LossCause::loss;
    return stops_nodes(active.fault) && is_missed;
  });
}

void FaultWatch::delivered(const sim::Delivered& delivered) {
  handled(delivered.message.dest);
  if (!delivered.is_copy) return;
  tell([](const Active& active) { return std::holds_alternative<sim::Duplication>(active.fault); });
}

void FaultWatch::sent(const sim::Message& message) {
  const bool is_missed = is_away(message.dest);
  const bool is_between_servers = !message.id.sender.is_client() && !message.dest.is_client();
  tell([&](const Active& active) {
    if (stops_nodes(active.fault)) return is_missed;
    return is_between_servers && !active.cut && active.alone.empty() && active.whose.empty() &&
           !std::holds_alternative<sim::Loss>(active.fault) &&
           !std::holds_alternative<sim::Duplication>(active.fault) &&
           !std::holds_alternative<sim::DiskFault>(active.fault);
  });
}

void FaultWatch::handled(sim::NodeId by) {
  tell([by](const Active& active) {
    return std::find(active.whose.begin(), active.whose.end(), by) != active.whose.end();
  });
}

void FaultWatch::begin(const sim::FaultBegan& began) {
  Active active{began.id, began.fault.index(), began.fault, {}, {}, {}};
  std::visit(Overloaded{[&](const sim::Partition& partition) { active.cut.emplace(partition); },
                        [&](const sim::Swizzle& swizzle) { active.alone = swizzle.nodes; },
                        [&](const sim::ClockSkew& clock) {
                          for (const sim::Skew& skew : clock.skews)
                            active.whose.push_back(skew.node);
                        },
                        [](const auto& /*is known by its kind alone*/) {}},
             began.fault);
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

FaultEffect effect_at_events(const Scenario& scenario, const Run& run) {
  FaultEffect effect;
  for (const PlannedFault& fault : scenario.faults) effect.count += fault.trigger ? 1 : 0;
  effect.idle = faults_that_never_came(scenario, run).size();
  return effect;
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
    // It may have been released, though nobody knows.
    const bool may_be_free = op.type == OpType::ok || op.type == OpType::info;
    if (!acquires && may_be_free) holder.reset();
  }
  return is_asked_for ? std::optional(false) : std::nullopt;
}

void VacuityCount::add(const Vacuity& run) {
  ++runs;
  for (std::size_t kind = 0; kind < faults.size(); ++kind) add_run(faults[kind], run.faults[kind]);
  add_run(at_events, run.at_events);
  const auto add_to = [](Share& share, std::optional<bool> seen) {
    if (!seen) return;
    ++share.runs;
    if (*seen) ++share.yes;
  };
  add_to(contended, run.contended);
  add_to(lock_waited_for, run.lock_waited_for);
}

}  // namespace eddy::workloads
