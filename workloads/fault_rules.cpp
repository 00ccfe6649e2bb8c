#include "workloads/fault_rules.h"

#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/overloaded.h"
#include "eddy/workloads/bounds.h"
#include "workloads/rule_parts.h"

namespace eddy::workloads {
namespace {

using rules::at;
using rules::Complaint;
using rules::first_of;
using rules::Flaw;
using rules::in_field;
using rules::unless_up_to;

Complaint unless_node(sim::NodeId node, std::size_t node_count, std::string_view others = "") {
  if (node.kind() == sim::NodeId::Kind::node && node.index() < node_count) return std::nullopt;
  return Flaw{"", fmt::format("there is no node {}; there are n0 to n{}{}", node.name(),
                              node_count - 1, others)};
}

// How many groups a partition of that shape has, at least and at most.
std::pair<std::size_t, std::size_t> groups_of(sim::PartitionShape shape) {
  constexpr std::size_t kAny = ~std::size_t{0};
  switch (shape) {
    case sim::PartitionShape::one:
    case sim::PartitionShape::halves:
    case sim::PartitionShape::majority:
    case sim::PartitionShape::minority_third:
      break;
    case sim::PartitionShape::bridge:
      return {3, 3};
    case sim::PartitionShape::one_way:
      return {2, 2};
    case sim::PartitionShape::majorities_ring:
      return {1, 1};
  }
  return {2, kAny};
}

Complaint flaw_in_partition(const sim::Partition& partition, std::size_t node_count) {
  const auto [least, most] = groups_of(partition.shape);
  if (partition.groups.size() < least || partition.groups.size() > most) {
    return at("groups", fmt::format("expected {}{} {} for the shape {}, got {}", least,
                                    least == most ? "" : " or more", most == 1 ? "group" : "groups",
                                    name_of(partition.shape), partition.groups.size()));
  }
  for (const auto& group : partition.groups) {
    if (group.empty()) return at("groups", "expected a node in each group, got an empty group");
  }
  std::set<sim::NodeId> seen;
  return first_of("groups", partition.groups, [&](const std::vector<sim::NodeId>& group) {
    return first_of("", group, [&](sim::NodeId node) -> Complaint {
      if (!node.is_service()) {
        if (auto flaw = unless_node(node, node_count, ", and services")) return flaw;
      }
      if (!seen.insert(node).second)
        return Flaw{"", fmt::format("{} is in the partition already", node.name())};
      return std::nullopt;
    });
  });
}

// Those that a fault befalls: at least one, unless it waits for an event, and each once.
Complaint flaw_in_nodes(const std::vector<sim::NodeId>& nodes, const PlannedFault& fault,
                        std::size_t node_count) {
  if (nodes.empty() && !fault.trigger)
    return at("nodes", "expected a node; only a fault with a trigger may leave it to the event");
  std::set<sim::NodeId> seen;
  return first_of("nodes", nodes, [&](sim::NodeId node) -> Complaint {
    if (auto flaw = unless_node(node, node_count)) return flaw;
    if (seen.insert(node).second) return std::nullopt;
    return Flaw{"", fmt::format("{} is named twice", node.name())};
  });
}

Complaint flaw_in_clock(const sim::ClockSkew& clock, std::size_t node_count) {
  if (clock.skews.empty()) return at("skews", "expected a node's skew, got an empty list");
  std::set<sim::NodeId> seen;
  return first_of("skews", clock.skews, [&](const sim::Skew& skew) -> Complaint {
    if (auto flaw = unless_node(skew.node, node_count)) return in_field("node", std::move(*flaw));
    if (!seen.insert(skew.node).second)
      return at("node", fmt::format("{} is named twice", skew.node.name()));
    if (skew.jump.by > kLongestTime || skew.jump.by < -kLongestTime) {
      return at("jump", fmt::format("expected at most {} ns either way, got {}",
                                    sim::Duration(kLongestTime).count(), skew.jump.by.count()));
    }
    if (skew.drift > sim::Skew::kMostDrift || skew.drift < -sim::Skew::kMostDrift) {
      return at("drift", fmt::format("expected at most {} parts per million either way, got {}",
                                     sim::Skew::kMostDrift, skew.drift));
    }
    return std::nullopt;
  });
}

Complaint flaw_in_trigger(const PlannedFault& fault, std::size_t node_count) {
  if (!fault.trigger) return std::nullopt;
  const sim::Trigger& trigger = *fault.trigger;
  const bool may_wait = std::holds_alternative<sim::Kill>(fault.fault) ||
                        std::holds_alternative<sim::Pause>(fault.fault) ||
                        std::holds_alternative<sim::Swizzle>(fault.fault);
  if (!may_wait) {
    return at("trigger", fmt::format("only kill, pause and swizzle may wait for an event, not {}",
                                     sim::name(fault.fault)));
  }
  if (trigger.number == 0) return at("trigger.number", "events count from 1");
  if (trigger.act == sim::Act::sync && !trigger.message.empty())
    return at("trigger.message", "a sync has no message: leave it out");
  if (!trigger.node) return std::nullopt;
  auto flaw = unless_node(*trigger.node, node_count);
  return flaw ? in_field("trigger.node", std::move(*flaw)) : flaw;
}

// But for its times.
Complaint flaw_in_fault(const PlannedFault& fault, std::size_t node_count) {
  if (auto flaw = flaw_in_trigger(fault, node_count)) return flaw;
  const auto flaw_in_those = [&](const auto& befalls_nodes) {
    return flaw_in_nodes(befalls_nodes.nodes, fault, node_count);
  };
  return std::visit(
      Overloaded{
          [&](const sim::Partition& partition) { return flaw_in_partition(partition, node_count); },
          [&](const sim::HeldPartition& held) {
            return flaw_in_partition(held.partition(), node_count);
          },
          [](const sim::Slowness& slowness) {
            return unless_up_to("mean", slowness.mean, kLongestLatency);
          },
          [](const sim::Flaky& flaky) {
            return unless_up_to("slowness", flaky.slowness, kLongestLatency);
          },
          [](const sim::Loss& /*loss*/) { return Complaint(); },
          [](const sim::Duplication& /*duplication*/) { return Complaint(); },
          [&](const sim::ClockSkew& clock) { return flaw_in_clock(clock, node_count); },
          flaw_in_those},
      fault.fault);
}

}  // namespace

Complaint flaw_in_faults(const Scenario& scenario) {
  const auto& run = scenario.options.run;
  std::set<sim::NodeId> core;
  auto flaw_of_core = first_of("core", scenario.core, [&](sim::NodeId node) -> Complaint {
    if (auto flaw = unless_node(node, run.node_count)) return flaw;
    if (core.insert(node).second) return std::nullopt;
    return Flaw{"", fmt::format("{} is named twice", node.name())};
  });
  if (flaw_of_core) return flaw_of_core;
  rules::Ids ids("fault");
  auto flaw_of_lasting =
      first_of("lasting-faults", scenario.lasting_faults, [&](const PlannedFault& fault) {
        if (fault.trigger) return at("trigger", "a fault that lasts begins with the recovery");
        auto flaw = ids.add(fault.id);
        return flaw ? flaw : flaw_in_fault(fault, run.node_count);
      });
  if (flaw_of_lasting) return flaw_of_lasting;
  return first_of("faults", scenario.faults, [&](const PlannedFault& fault) -> Complaint {
    if (auto flaw = ids.add(fault.id)) return flaw;
    if (fault.end < fault.start) {
      return at("end", fmt::format("the fault ends at {}, before its start at {}",
                                   sim::nanoseconds(fault.end), sim::nanoseconds(fault.start)));
    }
    if (fault.end.time_since_epoch() > run.time_limit) {
      return at("end", fmt::format("{} is beyond the end of the load at {}",
                                   sim::nanoseconds(fault.end), run.time_limit.count()));
    }
    return flaw_in_fault(fault, run.node_count);
  });
}

}  // namespace eddy::workloads
