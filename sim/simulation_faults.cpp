// How faults begin, end, and are placed at events.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/overloaded.h"
#include "eddy/base/ensure.h"
#include "eddy/sim/simulation.h"

namespace eddy::sim {

void Simulation::inject(FaultId id, const Fault& fault) {
  ensure(std::none_of(faults_.begin(), faults_.end(),
                      [id](const ActiveFault& active) { return active.id == id; }),
         "a fault is injected once");
  next_fault_ = std::max(next_fault_, static_cast<std::uint32_t>(id) + 1);
  faults_.push_back({id, fault});
  record(FaultBegan{id, fault});
  std::visit([&](const auto& one) { begin(id, one); }, fault);
}

FaultId Simulation::inject(const Fault& fault) {
  const FaultId id{next_fault_};
  inject(id, fault);
  return id;
}

void Simulation::heal(FaultId id) {
  std::erase_if(awaited_, [id](const AwaitedFault& awaited) { return awaited.id == id; });
  const auto found = std::find_if(faults_.begin(), faults_.end(),
                                  [id](const ActiveFault& active) { return active.id == id; });
  if (found == faults_.end()) return;
  const Fault fault = std::move(found->fault);
  faults_.erase(found);
  record(FaultEnded{id, fault});
  std::visit([&](const auto& one) { end(id, one); }, fault);
}

void Simulation::heal_all() {
  awaited_.clear();
  while (!faults_.empty()) heal(faults_.front().id);
}

void Simulation::begin(FaultId /*id*/, const Kill& kill) {
  for (const NodeId node : kill.nodes) this->kill(node, down_backlog_);
}

void Simulation::begin(FaultId /*id*/, const Pause& pause) {
  for (const NodeId node : pause.nodes) this->pause(node);
}

void Simulation::begin(FaultId id, const ClockSkew& clock) {
  for (const Skew& skew : clock.skews) host(skew.node).skew_clock(id, skew);
}

void Simulation::begin(FaultId id, const DiskFault& disk) {
  for (const NodeId node : disk.nodes) host(node).disk().begin(id, disk.trouble);
}

void Simulation::begin(FaultId id, const Swizzle& swizzle) {
  for (const NodeId node : swizzle.nodes) {
    Partition alone{PartitionShape::one, {{node}, {}}};
    std::vector<NodeId>& others = alone.groups.back();
    std::copy_if(nodes().begin(), nodes().end(), std::back_inserter(others),
                 [node](NodeId other) { return other != node; });
    if (network_.faults_services()) {
      for (std::uint32_t i = 0; i < NodeId::kServices.size(); ++i)
        others.push_back(NodeId::service(i));
    }
    network_.inject(id, alone);
  }
}

void Simulation::end(FaultId /*id*/, const Kill& kill) {
  for (const NodeId node : kill.nodes) {
    if (!std::holds_alternative<Down>(host(node).lifecycle()) || keeper_of<Kill>(node)) continue;
    restart(node);
    if (restarted_) restarted_(node);
  }
}

void Simulation::end(FaultId /*id*/, const Pause& pause) {
  for (const NodeId node : pause.nodes) {
    if (!keeper_of<Pause>(node)) resume(node);
  }
}

void Simulation::end(FaultId id, const ClockSkew& clock) {
  for (const Skew& skew : clock.skews) host(skew.node).set_clock_right(id);
}

void Simulation::end(FaultId id, const DiskFault& disk) {
  for (const NodeId node : disk.nodes) host(node).disk().heal(id);
}

// What has been held arrives now, in the order in which it would have arrived; another fault may
// still cut its link.
void Simulation::end(FaultId id, const HeldPartition& /*held*/) {
  network_.heal(id);
  std::vector<HeldMail> held = std::exchange(held_, {});
  for (HeldMail& mail : held) {
    const EventNumber sequence = next_sequence();
    waited_.emplace(sequence, Waited{mail.sent, false});
    post(Duration(0), sequence, std::move(mail.envelope));
  }
}

void Simulation::end(FaultId id, const auto& /*of_network*/) { network_.heal(id); }

void Simulation::inject_at(const Trigger& trigger, FaultId id, const Fault& fault,
                           std::function<void(const Fault&)> began) {
  ensure(std::holds_alternative<Kill>(fault) || std::holds_alternative<Pause>(fault) ||
             std::holds_alternative<Swizzle>(fault),
         "a fault at an event is a kill, a pause or a swizzle");
  next_fault_ = std::max(next_fault_, static_cast<std::uint32_t>(id) + 1);
  awaited_.push_back({trigger, id, fault, std::move(began)});
}

void Simulation::syncing(Host& host) { reach(Side::before, Act::sync, host, nullptr); }

void Simulation::synced(Host& host) { reach(Side::after, Act::sync, host, nullptr); }

void Simulation::reach_send(Side side, Host& host, const BodyType& type) {
  reach(side, Act::send, host, &type);
  if (host.has_unsynced_writes()) reach(side, Act::unsynced_send, host, &type);
}

// A moment that faults may wait for. Who is killed or paused is so at the end of the event at hand;
// until then nothing comes of what it does, or waits.
void Simulation::reach(Side side, Act act, Host& host, const BodyType* message) {
  if (awaited_.empty() || host.cutoff() != Host::Cutoff::none) return;
  for (std::size_t i = 0; i < awaited_.size();) {
    AwaitedFault& awaited = awaited_[i];
    const Trigger& trigger = awaited.trigger;
    const bool is_like_it =
        trigger.side == side && trigger.act == act &&
        (trigger.node ? host.id() == *trigger.node : host.id().kind() == NodeId::Kind::node) &&
        (trigger.message.empty() || (message != nullptr && message->name == trigger.message));
    if (!is_like_it || ++awaited.seen < trigger.number) {
      ++i;
      continue;
    }
    Strike strike{awaited.id, std::move(awaited.fault), std::move(awaited.began)};
    awaited_.erase(awaited_.begin() + static_cast<std::ptrdiff_t>(i));
    const auto is_struck = [&host](std::vector<NodeId>& nodes) {
      if (nodes.empty()) nodes.push_back(host.id());
      return std::find(nodes.begin(), nodes.end(), host.id()) != nodes.end();
    };
    std::visit(Overloaded{[&](Kill& kill) {
                            if (is_struck(kill.nodes)) host.cut_off(Host::Cutoff::dead);
                          },
                          [&](Pause& pause) {
                            if (is_struck(pause.nodes) && host.cutoff() == Host::Cutoff::none)
                              host.cut_off(Host::Cutoff::frozen);
                          },
                          [&](Swizzle& swizzle) { is_struck(swizzle.nodes); },
                          [](auto& /*inject_at refuses it*/) {}},
               strike.fault);
    strikes_.push_back(std::move(strike));
  }
}

// A swizzle does not cut what is sent before the end of the event, but what arrives after it: the
// message is under way, and so is cut off.
void Simulation::strike() {
  for (Strike& strike : std::exchange(strikes_, {})) {
    inject(strike.id, strike.fault);
    if (strike.began) strike.began(strike.fault);
  }
}

}  // namespace eddy::sim
