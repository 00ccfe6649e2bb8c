#include "workloads/surroundings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/overloaded.h"
#include "eddy/checkers/value_order.h"
#include "eddy/sim/fault.h"
#include "eddy/workloads/nemesis.h"

namespace eddy::workloads {
namespace {

using ArrivalTable =
    boost::unordered_flat_map<const boost::json::value*, std::vector<checkers::Arrival>,
                              checkers::PointedValueHash, checkers::PointedValueEqual>;

ArrivalTable arrivals_of(const Run& run) {
  ArrivalTable table;
  for (const sim::Learned& learned : run.learned) {
    table[&run.spread[learned.value].value].push_back(
        {static_cast<std::int32_t>(learned.node.index()), sim::nanoseconds(learned.at)});
  }
  return table;
}

// Nothing for what takes nothing away from anybody.
std::optional<checkers::Disturbance> to_disturbance(const ActiveFault& active) {
  using Disturbance = std::optional<checkers::Disturbance>;
  const auto of_all = [&]() -> Disturbance {
    return checkers::Disturbance{checkers::name_of_fault(describe(active.fault)),
                                 sim::nanoseconds(active.begin), sim::nanoseconds(active.end)};
  };
  // Only from the nodes that the partition parts.
  const auto of_parted = [&](const sim::Partition& partition) {
    Disturbance disturbance = of_all();
    disturbance->parts = [cut = sim::Cut(partition)](std::int32_t from, std::int32_t to) {
      return cut.blocks(sim::NodeId::node(static_cast<std::uint32_t>(from)),
                        sim::NodeId::node(static_cast<std::uint32_t>(to)));
    };
    return disturbance;
  };
  // Only from what goes to or comes from these nodes.
  const auto of_nodes = [&](const std::vector<sim::NodeId>& nodes) {
    Disturbance disturbance = of_all();
    disturbance->parts = [nodes](std::int32_t from, std::int32_t to) {
      return std::any_of(nodes.begin(), nodes.end(), [&](sim::NodeId node) {
        const auto index = static_cast<std::int32_t>(node.index());
        return index == from || index == to;
      });
    };
    return disturbance;
  };
  return std::visit(
      Overloaded{of_parted,
                 [&](const sim::HeldPartition& held) { return of_parted(held.partition()); },
                 [&](const sim::Loss& /*fault*/) { return of_all(); },
                 [](const sim::Duplication& /*fault*/) -> Disturbance { return std::nullopt; },
                 [&](const sim::Slowness& /*fault*/) { return of_all(); },
                 [&](const sim::Kill& kill) { return of_nodes(kill.nodes); },
                 [&](const sim::Pause& pause) { return of_nodes(pause.nodes); },
                 [](const sim::ClockSkew& /*fault*/) -> Disturbance { return std::nullopt; },
                 [&](const sim::DiskFault& disk) { return of_nodes(disk.nodes); },
                 [&](const sim::Flaky& /*fault*/) { return of_all(); },
                 [&](const sim::Swizzle& swizzle) { return of_nodes(swizzle.nodes); }},
      active.fault);
}

}  // namespace

checkers::Surroundings surroundings_of(const Run& run) {
  checkers::Surroundings surroundings;
  if (!run.options.network.loss.never()) {
    const sim::Time end = run.aftermath.rounds.empty() ? run.end : run.aftermath.healed;
    surroundings.disturbances.push_back(
        *to_disturbance({sim::Loss{run.options.network.loss}, sim::Time{}, end}));
  }
  for (const ActiveFault& active : run.faults) {
    if (auto disturbance = to_disturbance(active))
      surroundings.disturbances.push_back(std::move(*disturbance));
  }
  if (!run.learned.empty()) {
    surroundings.arrivals = [&run, table = std::shared_ptr<const ArrivalTable>()](
                                const boost::json::value& value) mutable {
      if (table == nullptr) table = std::make_shared<const ArrivalTable>(arrivals_of(run));
      const auto found = table->find(&value);
      return found == table->end() ? std::vector<checkers::Arrival>() : found->second;
    };
  }
  return surroundings;
}

}  // namespace eddy::workloads
