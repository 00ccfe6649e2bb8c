#include "eddy/workloads/search/scenario_parts.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "base/overloaded.h"
#include "eddy/workloads/phase.h"

namespace eddy::workloads {
namespace {

using sim::NodeId;
using Nodes = std::vector<NodeId>;

// The nodes that are left, by their new names. Services and clients keep theirs.
class Renaming {
 public:
  explicit Renaming(const Nodes& nodes) {
    for (std::uint32_t i = 0; i < nodes.size(); ++i) new_names_[nodes[i]] = NodeId::node(i);
  }

  std::optional<NodeId> of(NodeId node) const {
    if (node.kind() != NodeId::Kind::node) return node;
    const auto found = new_names_.find(node);
    if (found == new_names_.end()) return std::nullopt;
    return found->second;
  }
  // False: none of them is left, of some.
  bool apply(Nodes& nodes) const {
    const bool had_some = !nodes.empty();
    Nodes left;
    for (const NodeId node : nodes) {
      if (const auto name = of(node)) left.push_back(*name);
    }
    nodes = std::move(left);
    return !had_some || !nodes.empty();
  }
  // False: they part nobody any more.
  bool apply(sim::PartitionShape& shape, std::vector<Nodes>& groups) const {
    for (Nodes& group : groups) apply(group);
    if (shape == sim::PartitionShape::majorities_ring)
      return sim::is_possible(shape, groups.front().size());
    const auto is_empty = [](const Nodes& group) { return group.empty(); };
    if (shape == sim::PartitionShape::bridge) {
      if (groups.size() < 3 || groups[0].empty() || groups[1].empty()) return false;
      if (groups[2].empty()) {  // nobody is between them: two groups that are parted
        shape = sim::PartitionShape::halves;
        groups.pop_back();
      }
      return true;
    }
    if (shape == sim::PartitionShape::one_way)
      return std::none_of(groups.begin(), groups.end(), is_empty);
    std::erase_if(groups, is_empty);
    if (shape == sim::PartitionShape::one && groups.front().size() != 1)
      shape = sim::PartitionShape::halves;
    return groups.size() >= 2;
  }
  bool apply(sim::Fault& fault) const {
    return std::visit(
        Overloaded{
            [&](sim::Partition& partition) { return apply(partition.shape, partition.groups); },
            [&](sim::HeldPartition& held) { return apply(held.shape, held.groups); },
            [&](sim::Kill& kill) { return apply(kill.nodes); },
            [&](sim::Pause& pause) { return apply(pause.nodes); },
            [&](sim::Swizzle& swizzle) { return apply(swizzle.nodes); },
            [&](sim::DiskFault& disk) { return apply(disk.nodes); },
            [&](sim::ClockSkew& clock) {
              std::erase_if(clock.skews, [&](const sim::Skew& skew) { return !of(skew.node); });
              for (sim::Skew& skew : clock.skews) skew.node = *of(skew.node);
              return !clock.skews.empty();
            },
            [](auto& /*of the network as a whole*/) { return true; }},
        fault);
  }
  bool apply(std::vector<PlannedFault>& faults) const {
    for (PlannedFault& fault : faults) {
      if (!apply(fault.fault)) return false;
      if (!fault.trigger || !fault.trigger->node) continue;
      fault.trigger->node = of(*fault.trigger->node);
      if (!fault.trigger->node) return false;
    }
    return true;
  }

 private:
  std::map<NodeId, NodeId> new_names_;
};

std::uint32_t thread_on(std::uint32_t thread, std::size_t before, const Nodes& kept) {
  const std::size_t node = thread % before;
  const std::size_t round = thread / before;
  const auto found =
      std::find(kept.begin(), kept.end(), NodeId::node(static_cast<std::uint32_t>(node)));
  const std::size_t place =
      found != kept.end() ? static_cast<std::size_t>(found - kept.begin()) : node % kept.size();
  return static_cast<std::uint32_t>(round * kept.size() + place);
}

// Behind the clients of the load and of the last phase.
void reseat_recovery(Scenario& scenario, std::size_t before, const Nodes& kept,
                     const Planner& planner) {
  std::erase_if(scenario.recovery_operations, [&](const PlannedOperation& operation) {
    const auto node = NodeId::node(static_cast<std::uint32_t>(operation.thread % before));
    return std::find(kept.begin(), kept.end(), node) == kept.end();
  });
  for (PlannedOperation& operation : scenario.recovery_operations)
    planner.reseat(operation, thread_on(operation.thread, before, kept));
}

void for_each_fault_time(Scenario& scenario, const auto& change) {
  for (PlannedFault& fault : scenario.faults) {
    if (fault.trigger) {  // its end says how long it lasts
      const sim::Duration lasts = fault.end - fault.start;
      change(fault.start);
      fault.end = fault.start + lasts;
      continue;
    }
    change(fault.start);
    change(fault.end);
  }
}

}  // namespace

Scenario with_fixed_seats(const Scenario& scenario, const sim::Recording& recording,
                          const Planner& planner) {
  struct Seat {
    sim::Time at;
    std::uint32_t thread;
  };
  std::map<std::uint64_t, Seat> seats;
  const sim::Time begin = load_begin(recording);
  for (const sim::Event& event : recording) {
    const auto* began = event.get_if<sim::OperationBegan>();
    if (began == nullptr || began->operation.phase != Phase::load || began->operation.step != 0)
      continue;
    seats.emplace(began->operation.number,
                  Seat{sim::Time(event.at - begin), began->client.index()});
  }
  Scenario fixed = scenario;
  std::erase_if(fixed.operations,
                [&](const PlannedOperation& operation) { return !seats.contains(operation.id); });
  for (PlannedOperation& operation : fixed.operations) {
    const Seat& seat = seats.at(operation.id);
    operation.at = seat.at;
    planner.reseat(operation, seat.thread);
  }
  std::stable_sort(
      fixed.operations.begin(), fixed.operations.end(),
      [](const PlannedOperation& a, const PlannedOperation& b) { return a.at < b.at; });
  fixed.clients.group_size = 1;
  return fixed;
}

std::optional<Scenario> with_nodes(const Scenario& scenario, const Nodes& nodes,
                                   const Planner& planner) {
  const std::size_t before = scenario.options.run.node_count;
  const Renaming renaming(nodes);
  Scenario fewer = with_plain_plan(scenario, planner);
  fewer.options.run.node_count = nodes.size();
  if (!renaming.apply(fewer.faults) || !renaming.apply(fewer.lasting_faults)) return std::nullopt;
  if (!renaming.apply(fewer.core)) return std::nullopt;
  for (PlannedOperation& operation : fewer.operations)
    planner.reseat(operation, thread_on(operation.thread, before, nodes));
  reseat_recovery(fewer, before, nodes, planner);
  const std::size_t rounds = (scenario.clients.count + before - 1) / before;
  fewer.clients.count = std::max<std::size_t>(rounds, 1) * nodes.size();
  fewer.clients.group_size = std::min(fewer.clients.group_size, fewer.clients.count);
  std::erase_if(fewer.exceptions, [&](const sim::MessageException& exception) {
    return !renaming.of(exception.message.sender);
  });
  for (sim::MessageException& exception : fewer.exceptions)
    exception.message.sender = *renaming.of(exception.message.sender);
  return fewer;
}

std::vector<NodeId> asked_first(const Scenario& scenario, std::size_t count) {
  const std::size_t all = scenario.options.run.node_count;
  std::set<std::size_t> chosen;
  for (const PlannedOperation& operation : scenario.operations) {
    if (chosen.size() < count) chosen.insert(operation.thread % all);
  }
  for (std::size_t node = 0; node < all && chosen.size() < count; ++node) chosen.insert(node);
  std::vector<NodeId> nodes;
  for (const std::size_t node : chosen)
    nodes.push_back(NodeId::node(static_cast<std::uint32_t>(node)));
  return nodes;
}

std::vector<sim::Time> moments_of(const Scenario& scenario) {
  std::vector<sim::Time> moments;
  for (const PlannedOperation& operation : scenario.operations) moments.push_back(operation.at);
  for (const PlannedFault& fault : scenario.faults) {
    if (fault.trigger) continue;
    moments.push_back(fault.start);
    moments.push_back(fault.end);
  }
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

Scenario moved_up(const Scenario& scenario, sim::Time moment, sim::Duration by,
                  sim::Time load_begin) {
  Scenario moved = scenario;
  const auto change = [&](sim::Time& time) {
    if (time > moment) time -= by;
  };
  for (PlannedOperation& operation : moved.operations) change(operation.at);
  for_each_fault_time(moved, change);
  moved.options.run.time_limit -= by;
  for (PlannedFault& fault : moved.faults)
    fault.end = std::min(fault.end, sim::Time(moved.options.run.time_limit));
  const sim::Time sent_after = load_begin + moment.time_since_epoch();
  for (sim::MessageException& exception : moved.exceptions) {
    if (exception.message.sent > sent_after) exception.message.sent -= by;
  }
  return moved;
}

Scenario ending_after(const Scenario& scenario, sim::Duration rest) {
  Scenario sooner = scenario;
  const auto moments = moments_of(scenario);
  const sim::Time last = moments.empty() ? sim::Time{} : moments.back();
  const sim::Duration limit = last.time_since_epoch() + rest;
  if (limit >= scenario.options.run.time_limit) return sooner;
  sooner.options.run.time_limit = limit;
  for (PlannedFault& fault : sooner.faults) {
    fault.start = std::min(fault.start, sim::Time(limit));
    fault.end = std::min(fault.end, sim::Time(limit));
  }
  return sooner;
}

Scenario with_few_clients(const Scenario& scenario, const Planner& planner) {
  // The threads of the recovery come behind those of the load.
  if (!scenario.recovery_operations.empty()) return scenario;
  const std::size_t nodes = scenario.options.run.node_count;
  Scenario few = scenario;
  // By node: the rounds of its threads that are asked for, ascending.
  std::map<std::size_t, std::vector<std::uint32_t>> threads;
  for (const PlannedOperation& operation : few.operations)
    threads[operation.thread % nodes].push_back(operation.thread);
  std::size_t count = 1;
  for (auto& [node, asked] : threads) {
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  }
  for (PlannedOperation& operation : few.operations) {
    const std::size_t node = operation.thread % nodes;
    const auto& asked = threads[node];
    const auto round = static_cast<std::size_t>(
        std::lower_bound(asked.begin(), asked.end(), operation.thread) - asked.begin());
    planner.reseat(operation, static_cast<std::uint32_t>(round * nodes + node));
    count = std::max<std::size_t>(count, operation.thread + std::size_t{1});
  }
  if (count >= few.clients.count) return scenario;
  few.clients.count = count;
  few.clients.group_size = std::min(few.clients.group_size, count);
  return few;
}

Scenario with_plain_plan(const Scenario& scenario, const Planner& planner) {
  Scenario plain = scenario;
  const PlanOptions usual;
  plain.options.plan.rate = usual.rate;
  plain.options.plan.nemesis = usual.nemesis;
  plain.options.plan.liveness = usual.liveness;
  plain.options.plan.concurrency = planner.default_concurrency();
  return plain;
}

sim::Time load_begin(const sim::Recording& recording) {
  for (const sim::Event& event : recording) {
    const auto* phase = event.get_if<sim::PhaseBegan>();
    if (phase != nullptr && phase->phase == Phase::load) return event.at;
  }
  return {};
}

}  // namespace eddy::workloads
