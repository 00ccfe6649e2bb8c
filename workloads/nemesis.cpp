#include "eddy/workloads/nemesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "base/overloaded.h"
#include "eddy/sim/random.h"

namespace eddy::workloads {
namespace {

using sim::FaultKind;
using sim::NodeId;
using sim::PartitionShape;
using Nodes = std::vector<NodeId>;

constexpr sim::Duration kLeastInterval = std::chrono::milliseconds(1);
// In place of a kind's key.
constexpr std::uint64_t kOfAllKinds = ~std::uint64_t{0};
constexpr sim::Duration kMostInterval = std::chrono::hours(24 * 365);

// Cuts the list into groups of these sizes, the last of which has the rest.
std::vector<Nodes> split(const Nodes& nodes, std::initializer_list<std::size_t> sizes) {
  std::vector<Nodes> groups;
  auto from = nodes.begin();
  for (const std::size_t size : sizes) {
    const auto to = std::next(from, static_cast<std::ptrdiff_t>(size));
    groups.emplace_back(from, to);
    from = to;
  }
  groups.emplace_back(from, nodes.end());
  for (Nodes& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

std::size_t between(sim::Random& random, std::size_t first, std::size_t last) {
  return first + random.below(last - first + 1);
}

Nodes nodes_of(std::size_t count) {
  Nodes nodes;
  for (std::uint32_t i = 0; i < count; ++i) nodes.push_back(NodeId::node(i));
  return nodes;
}

// Of all nodes, in that order. The smaller group comes first, where one is smaller.
sim::Partition draw_partition(PartitionShape shape, const Nodes& nodes, sim::Random& random) {
  const std::size_t n = nodes.size();
  switch (shape) {
    case PartitionShape::one:
      return {shape, split(nodes, {1})};
    case PartitionShape::halves:
      return {shape, split(nodes, {n / 2})};
    case PartitionShape::majority:
      return {shape, split(nodes, {between(random, 1, (n + 1) / 2 - 1)})};
    case PartitionShape::minority_third:
      return {shape, split(nodes, {between(random, 1, (n + 2) / 3 - 1)})};
    case PartitionShape::majorities_ring:
      return {shape, {nodes}};
    case PartitionShape::bridge:
      return {shape, split(nodes, {(n - 1) / 2, n - 1 - (n - 1) / 2})};
    case PartitionShape::one_way:
      return {shape, split(nodes, {between(random, 1, n - 1)})};
  }
  return {};
}

std::optional<PartitionShape> draw_shape(std::size_t node_count, sim::Random& random) {
  std::vector<PartitionShape> possible;
  std::copy_if(kValuesOf<PartitionShape>.begin(), kValuesOf<PartitionShape>.end(),
               std::back_inserter(possible),
               [=](PartitionShape shape) { return sim::is_possible(shape, node_count); });
  if (possible.empty()) return std::nullopt;
  return random.pick(possible);
}

sim::Probability draw_percent(sim::Random& random, std::int64_t least, std::int64_t most) {
  return sim::Probability::percent(static_cast<std::uint32_t>(random.between(least, most)));
}

// A slot on the timeline of a kind, and what is planned there.
class Slot {
 public:
  // `order`: of the nodes, from the one that is struck first; of nothing it is drawn by the fault.
  // `first_end`: where it would end without the last branch of the run, at `branch`.
  struct Times {
    sim::Time start;
    sim::Time end;
    sim::Time first_end;
    sim::Time branch;
  };
  Slot(const NemesisOptions& options, std::size_t node_count, const Times& times,
       sim::Random random, std::optional<sim::Random> order)
      : options_(options),
        node_count_(node_count),
        start_(times.start),
        end_(times.end),
        first_end_(times.first_end),
        branch_(times.branch),
        random_(random),
        order_(order) {}

  // Nothing: of that kind no fault is possible.
  std::vector<PlannedFault> plan(FaultKind kind) {
    switch (kind) {
      case FaultKind::partition:
        return with_shape([this](PartitionShape shape) -> sim::Fault {
          return draw_partition(shape, shuffled_nodes(), random_);
        });
      case FaultKind::loss:
        return whole(sim::Loss{draw_percent(random_, 5, 50)});
      case FaultKind::duplicate:
        return whole(sim::Duplication{draw_percent(random_, 5, 50)});
      case FaultKind::slow:
        return whole(sim::Slowness{std::chrono::milliseconds(random_.between(50, 1000))});
      case FaultKind::kill:
        return whole(sim::Kill{draw_targets()});
      case FaultKind::pause:
        return whole(sim::Pause{draw_targets()});
      case FaultKind::clock:
        return whole(draw_clock());
      case FaultKind::disk:
        return plan_disk();
      case FaultKind::flaky: {
        const sim::Probability loss = draw_percent(random_, 10, 90);
        return whole(sim::Flaky{loss, std::chrono::milliseconds(random_.between(10, 500))});
      }
      case FaultKind::swizzle:
        return plan_swizzle();
      case FaultKind::held:
        return with_shape([this](PartitionShape shape) -> sim::Fault {
          sim::Partition drawn = draw_partition(shape, shuffled_nodes(), random_);
          return sim::HeldPartition{drawn.shape, std::move(drawn.groups)};
        });
    }
    return {};
  }

 private:
  std::vector<PlannedFault> whole(sim::Fault fault) const { return {{start_, end_, fault}}; }

  template <class Make>
  std::vector<PlannedFault> with_shape(Make make) {
    const auto shape = options_.shape ? options_.shape : draw_shape(node_count_, random_);
    if (!shape) return {};
    return whole(make(*shape));
  }

  Nodes shuffled_nodes() {
    Nodes nodes = nodes_of(node_count_);
    if (order_) {
      sim::Random order = *order_;
      order.shuffle(nodes);
    } else {
      random_.shuffle(nodes);
    }
    return nodes;
  }

  // So many nodes, in the order of their names.
  Nodes draw_nodes(std::size_t count) {
    Nodes nodes = shuffled_nodes();
    nodes.resize(count);
    std::sort(nodes.begin(), nodes.end());
    return nodes;
  }

  std::size_t minority() const { return (node_count_ - 1) / 2; }

  Nodes draw_targets() {
    const auto targets = options_.targets.value_or(random_.pick(kValuesOf<Targets>));
    switch (targets) {
      case Targets::one:
        return draw_nodes(1);
      case Targets::minority:
        return draw_nodes(std::max<std::size_t>(minority(), 1));
      case Targets::majority:
        return draw_nodes(node_count_ / 2 + 1);
      case Targets::all:
        break;
    }
    return draw_nodes(node_count_);
  }

  // Jumps are of any magnitude, from a millisecond to some minutes, as those of Jepsen's.
  sim::ClockSkew draw_clock() {
    sim::ClockSkew clock;
    constexpr std::int64_t kMostDoublings = 18;
    constexpr std::int64_t kMostDrift = 100'000;
    for (const NodeId node : draw_targets()) {
      const auto magnitude = std::int64_t{1} << random_.between(0, kMostDoublings);
      const std::int64_t milliseconds = random_.between(-magnitude, magnitude);
      const std::int64_t drift = random_.between(-kMostDrift, kMostDrift);
      const bool drifts = random_.below(2) == 0;
      clock.skews.push_back({node, std::chrono::milliseconds(milliseconds),
                             drifts ? static_cast<std::int32_t>(drift) : 0});
    }
    return clock;
  }

  std::vector<PlannedFault> plan_disk() {
    std::vector<sim::DiskTrouble> troubles = options_.disk_faults;
    if (troubles.empty())
      troubles.assign(kValuesOf<sim::DiskTrouble>.begin(), kValuesOf<sim::DiskTrouble>.end());
    // What a majority's disks have forgotten is nowhere.
    const bool may_rot = options_.targets.has_value() || minority() > 0;
    if (!may_rot) std::erase(troubles, sim::DiskTrouble::bitrot);
    if (troubles.empty()) return {};
    const sim::DiskTrouble trouble = random_.pick(troubles);
    if (trouble != sim::DiskTrouble::bitrot || options_.targets)
      return whole(sim::DiskFault{trouble, draw_targets()});
    return whole(sim::DiskFault{trouble, draw_nodes(between(random_, 1, minority()))});
  }

  // In the first half of the slot the nodes go, in the second they come back.
  std::vector<PlannedFault> plan_swizzle() {
    if (node_count_ < 2) return {};
    Nodes nodes = draw_nodes(between(random_, 1, node_count_));
    random_.shuffle(nodes);
    std::vector<std::size_t> turns(nodes.size());
    for (std::size_t i = 0; i < turns.size(); ++i) turns[i] = i;
    random_.shuffle(turns);
    const auto parts = static_cast<sim::Duration::rep>(2 * nodes.size());
    const sim::Duration first_step = (first_end_ - start_) / parts;
    const sim::Duration step = (end_ - start_) / parts;
    std::vector<PlannedFault> faults;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto gone = static_cast<sim::Duration::rep>(i);
      const auto back = static_cast<sim::Duration::rep>(turns[i]);
      const sim::Time goes = start_ + gone * first_step;
      // Where the run branches, those who have come back until then stay as they were.
      sim::Time comes = first_end_ - back * first_step;
      if (comes > branch_) comes = std::max({end_ - back * step, goes, branch_});
      faults.push_back({goes, comes, sim::Swizzle{{nodes[i]}}});
    }
    return faults;
  }

  const NemesisOptions& options_;
  std::size_t node_count_;
  sim::Time start_;
  sim::Time end_;
  sim::Time first_end_;
  sim::Time branch_;
  sim::Random random_;
  const std::optional<sim::Random> order_;
};

// Those that wait for events, from the beginning of the load on.
std::vector<PlannedFault> plan_at_events(std::uint64_t seed, const NemesisOptions& options,
                                         sim::Time limit, const Redraws& redraws) {
  std::vector<PlannedFault> plan;
  for (std::size_t i = 0; i < options.at.size(); ++i) {
    const FaultAt& at = options.at[i];
    const sim::Duration drawn = redraws.length_at_event(
        seed, i, options.interval,
        [i](std::uint64_t key) { return sim::draw(key, sim::Purpose::fault_at, i); });
    const sim::Duration lasts = at.lasts.value_or(drawn);
    plan.push_back({sim::Time{}, std::min(sim::Time(lasts), limit), fault_of(at), 0, at.trigger});
  }
  return plan;
}

}  // namespace

sim::Fault fault_of(const FaultAt& at) {
  switch (at.fault) {
    case FaultAtEvent::kill:
      return sim::Kill{};
    case FaultAtEvent::pause:
      return sim::Pause{};
    case FaultAtEvent::cut:
      break;
  }
  return sim::Swizzle{};
}

std::optional<std::string> complaint(const NemesisOptions& options, std::size_t node_count) {
  if (options.interval < kLeastInterval || options.interval > kMostInterval) {
    return "the nemesis interval must be between 0.001 seconds and a year";
  }
  for (const FaultAt& at : options.at) {
    const auto& node = at.trigger.node;
    if (node && (node->kind() != NodeId::Kind::node || node->index() >= node_count)) {
      return fmt::format("a fault at an event of {}: there are nodes n0 to n{}", node->name(),
                         node_count - 1);
    }
    if (at.trigger.act == sim::Act::sync && !at.trigger.message.empty()) {
      return fmt::format("a sync has no message: leave \"{}\" out", at.trigger.message);
    }
    if (at.trigger.number == 0) return "a fault at an event: events count from #1";
  }
  if (options.shape && !sim::is_possible(*options.shape, node_count)) {
    std::size_t enough = node_count;
    while (!sim::is_possible(*options.shape, enough)) ++enough;
    return fmt::format("a partition of shape {} takes at least {} nodes; there {} {}",
                       name_of(*options.shape), enough, node_count == 1 ? "is" : "are", node_count);
  }
  return std::nullopt;
}

std::vector<PlannedFault> plan_faults(std::uint64_t seed, const NemesisOptions& options,
                                      std::size_t node_count, sim::Duration time_limit,
                                      const Redraws& redraws) {
  const sim::Time limit(time_limit);
  std::vector<PlannedFault> plan;
  for (const FaultKind kind : kValuesOf<FaultKind>) {
    if (std::find(options.kinds.begin(), options.kinds.end(), kind) == options.kinds.end())
      continue;
    const auto key = static_cast<std::uint64_t>(kind);
    const std::uint64_t timeline = options.together ? kOfAllKinds : key;
    const auto gap = [&](sim::Time from, std::uint64_t number) {
      return redraws.gap(seed, from, options.interval, [&](std::uint64_t drawn_by) {
        return sim::draw(drawn_by, sim::Purpose::fault_time, timeline, number);
      });
    };
    sim::Time end{};
    for (std::uint64_t index = 0;; ++index) {
      const sim::Time start = end + gap(end, 2 * index);
      if (start >= limit) break;
      end = start + gap(start, 2 * index + 1);
      const std::uint64_t drawn_by = redraws.key_at(seed, start);
      std::optional<sim::Random> order;
      if (options.together) order.emplace(drawn_by, sim::Purpose::fault_shape, kOfAllKinds, index);
      const sim::Time first_end =
          start > redraws.last()
              ? end
              : start + redraws.first_gap(seed, start, options.interval, [&](std::uint64_t drawn) {
                  return sim::draw(drawn, sim::Purpose::fault_time, timeline, 2 * index + 1);
                });
      Slot slot(options, node_count, {start, end, first_end, redraws.last()},
                sim::Random(drawn_by, sim::Purpose::fault_shape, key, index), order);
      std::vector<PlannedFault> faults = slot.plan(kind);
      if (faults.empty()) break;
      for (PlannedFault& fault : faults) {
        if (fault.start >= limit) continue;
        fault.end = std::min(fault.end, limit);
        plan.push_back(std::move(fault));
      }
    }
  }
  std::vector<PlannedFault> at_events = plan_at_events(seed, options, limit, redraws);
  std::move(at_events.begin(), at_events.end(), std::back_inserter(plan));
  std::stable_sort(plan.begin(), plan.end(),
                   [](const PlannedFault& a, const PlannedFault& b) { return a.start < b.start; });
  std::uint32_t id = 0;
  for (PlannedFault& fault : plan) fault.id = id++;
  return plan;
}

Core plan_core(std::uint64_t seed, const NemesisOptions& options, std::size_t node_count,
               sim::Time at, std::uint32_t first_id) {
  sim::Random random(seed, sim::Purpose::fault_core, 0);
  Nodes nodes = nodes_of(node_count);
  random.shuffle(nodes);
  std::vector<Nodes> groups = split(nodes, {node_count / 2 + 1});
  Core core{groups.front(), {}};
  if (groups.back().empty()) return core;
  std::vector<FaultKind> kinds = {FaultKind::partition};
  std::copy_if(options.kinds.begin(), options.kinds.end(), std::back_inserter(kinds),
               [](FaultKind kind) { return kind == FaultKind::kill || kind == FaultKind::pause; });
  sim::Fault fault;
  switch (random.pick(kinds)) {
    case FaultKind::kill:
      fault = sim::Kill{groups.back()};
      break;
    case FaultKind::pause:
      fault = sim::Pause{groups.back()};
      break;
    default:
      fault = sim::Partition{PartitionShape::majority, {groups.back(), groups.front()}};
  }
  core.faults.push_back({at, at, std::move(fault), first_id});
  return core;
}

void part_services(std::vector<PlannedFault>& faults, std::uint64_t seed, const Redraws& redraws) {
  for (PlannedFault& planned : faults) {
    const std::uint64_t key = redraws.key_at(seed, planned.start);
    const auto part = [&](auto& partition) {
      if (partition.shape == PartitionShape::majorities_ring) return;
      auto& groups = partition.groups;
      for (std::uint32_t service = 0; service < NodeId::kServices.size(); ++service) {
        const auto bits = sim::draw(key, sim::Purpose::fault_services, planned.id, service);
        groups[sim::below(bits, groups.size())].push_back(NodeId::service(service));
      }
    };
    std::visit(
        Overloaded{[&](sim::Partition& partition) { part(partition); },
                   [&](sim::HeldPartition& held) { part(held); }, [](auto& /*parts nobody*/) {}},
        planned.fault);
  }
}

}  // namespace eddy::workloads
