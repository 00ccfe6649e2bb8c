#include "workloads/spread_report.h"

#include <algorithm>
#include <map>
#include <optional>

#include "checkers/quantiles.h"
#include "eddy/sim/topology.h"

namespace eddy::workloads {
namespace {

using checkers::Unit;

constexpr checkers::QuantilePoint kPoints[] = {checkers::kP50, checkers::kP95, checkers::kP99,
                                               checkers::kMax};

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::optional<double> ratio(double a, double b) {
  if (b <= 0) return std::nullopt;
  return a / b;
}

boost::json::value or_null(std::optional<double> value) {
  return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

std::size_t count_broadcasts(const checkers::History& history) {
  return static_cast<std::size_t>(
      std::count_if(history.ops.begin(), history.ops.end(), [](const checkers::Op& op) {
        return op.type == checkers::OpType::invoke && op.f == "broadcast" && !op.recovery;
      }));
}

// What appears later belongs to the recovery phase.
sim::Time load_end(const Run& run) {
  return run.aftermath.recovery_begins ? run.aftermath.healed : sim::Time::max();
}

boost::json::object value_json(const sim::Spread& spread) {
  return {{"value", spread.value},
          {"first-node", spread.first_node.name()},
          {"first", sim::nanoseconds(spread.first)},
          {"last", sim::nanoseconds(spread.last)},
          {"nodes", spread.nodes}};
}

}  // namespace

void add_spread(checkers::Verdict& verdict, const Run& run) {
  const sim::TopologyGraph topology(run.options.topology, run.options.node_count);
  std::map<sim::NodeId, std::size_t> eccentricities;
  const auto eccentricity = [&](sim::NodeId node) {
    const auto [found, is_new] = eccentricities.try_emplace(node, 0);
    if (is_new) found->second = topology.eccentricity(node);
    return found->second;
  };

  std::vector<std::int64_t> complete;
  std::vector<double> over_optimum;
  std::size_t incomplete = 0;
  boost::json::array values;
  for (const sim::Spread& value : run.spread) {
    if (value.first >= load_end(run)) continue;
    values.push_back(value_json(value));
    if (value.nodes < run.options.node_count) {
      ++incomplete;
      continue;
    }
    const std::int64_t spread = (value.last - value.first).count();
    complete.push_back(spread);
    const auto& network = run.options.network;
    const auto optimum = static_cast<std::int64_t>(eccentricity(value.first_node)) *
                         (network.hop + network.latency.mean).count();
    if (const auto over = ratio(static_cast<double>(spread), static_cast<double>(optimum))) {
      over_optimum.push_back(*over);
    }
  }
  const std::size_t complete_count = complete.size();
  const checkers::Latencies latencies(std::move(complete));
  latencies.append_figures(verdict.figures, "spread", kPoints);
  const auto broadcasts = static_cast<double>(count_broadcasts(run.history));
  const auto per_broadcast = ratio(static_cast<double>(run.traffic.servers.sent), broadcasts);
  const auto fewest = static_cast<double>(run.options.node_count) - 1;
  const auto messages_over = per_broadcast ? ratio(*per_broadcast, fewest) : std::nullopt;
  const auto time_over = median(std::move(over_optimum));
  verdict.figures.push_back(
      {"spread.incomplete-count", static_cast<double>(incomplete), Unit::count});
  verdict.figures.push_back({"spread.over-optimum", time_over, Unit::ratio});
  verdict.figures.push_back({"messages-per-broadcast", per_broadcast, Unit::count});
  verdict.figures.push_back({"messages-per-broadcast.over-optimum", messages_over, Unit::ratio});

  verdict.report["spread"] = boost::json::object{
      {"value-count", complete_count + incomplete},
      {"incomplete-count", incomplete},
      {"latencies", latencies.report(kPoints)},
      {"over-optimum", or_null(time_over)},
      {"messages-per-broadcast", or_null(per_broadcast)},
      {"messages-over-optimum", or_null(messages_over)},
      {"values", std::move(values)},
  };
}

}  // namespace eddy::workloads
