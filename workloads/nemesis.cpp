#include "eddy/workloads/nemesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "eddy/sim/random.h"

namespace eddy::workloads {
namespace {

using sim::FaultKind;
using sim::NodeId;
using sim::PartitionShape;
using Nodes = std::vector<NodeId>;

constexpr sim::Duration kLeastInterval = std::chrono::milliseconds(1);
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

// The smaller group comes first, where one is smaller.
sim::Partition draw_partition(PartitionShape shape, std::size_t n, sim::Random& random) {
  Nodes nodes;
  for (std::uint32_t i = 0; i < n; ++i) nodes.push_back(NodeId::node(i));
  random.shuffle(nodes);
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

sim::Probability draw_probability(sim::Random& random) {
  return sim::Probability::percent(static_cast<std::uint32_t>(random.between(5, 50)));
}

std::optional<sim::Fault> draw_fault(FaultKind kind, const NemesisOptions& options,
                                     std::size_t node_count, sim::Random random) {
  switch (kind) {
    case FaultKind::partition: {
      const auto shape = options.shape ? options.shape : draw_shape(node_count, random);
      if (!shape) return std::nullopt;
      return draw_partition(*shape, node_count, random);
    }
    case FaultKind::loss:
      return sim::Loss{draw_probability(random)};
    case FaultKind::duplicate:
      return sim::Duplication{draw_probability(random)};
    case FaultKind::slow:
      return sim::Slowness{std::chrono::milliseconds(random.between(50, 1000))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> complaint(const NemesisOptions& options, std::size_t node_count) {
  if (options.interval < kLeastInterval || options.interval > kMostInterval) {
    return "the nemesis interval must be between 0.001 seconds and a year";
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
                                      std::size_t node_count, sim::Duration time_limit) {
  const sim::Time limit(time_limit);
  std::vector<PlannedFault> plan;
  for (const FaultKind kind : kValuesOf<FaultKind>) {
    if (std::find(options.kinds.begin(), options.kinds.end(), kind) == options.kinds.end())
      continue;
    const auto key = static_cast<std::uint64_t>(kind);
    const auto gap = [&](std::uint64_t number) {
      return sim::uniform(sim::draw(seed, sim::Purpose::fault_time, key, number), options.interval);
    };
    sim::Time end{};
    for (std::uint64_t index = 0;; ++index) {
      const sim::Time start = end + gap(2 * index);
      if (start >= limit) break;
      auto fault = draw_fault(kind, options, node_count,
                              sim::Random(seed, sim::Purpose::fault_shape, key, index));
      if (!fault) break;
      end = start + gap(2 * index + 1);
      plan.push_back({start, std::min(end, limit), std::move(*fault)});
    }
  }
  std::stable_sort(plan.begin(), plan.end(),
                   [](const PlannedFault& a, const PlannedFault& b) { return a.start < b.start; });
  std::uint32_t id = 0;
  for (PlannedFault& fault : plan) fault.id = id++;
  return plan;
}

void part_services(std::vector<PlannedFault>& faults, std::uint64_t seed) {
  for (PlannedFault& planned : faults) {
    auto* partition = std::get_if<sim::Partition>(&planned.fault);
    if (partition == nullptr || partition->shape == PartitionShape::majorities_ring) continue;
    for (std::uint32_t service = 0; service < NodeId::kServices.size(); ++service) {
      const std::uint64_t bits = sim::draw(seed, sim::Purpose::fault_services, planned.id, service);
      partition->groups[sim::below(bits, partition->groups.size())].push_back(
          NodeId::service(service));
    }
  }
}

}  // namespace eddy::workloads
