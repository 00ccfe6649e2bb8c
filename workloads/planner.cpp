#include "eddy/workloads/planner.h"

#include <algorithm>

namespace eddy::workloads {

std::size_t Planner::group_size(const Options& options) const {
  return std::max<std::size_t>(options.clients(), 1);
}

sim::Duration Planner::client_timeout(const Options& /*options*/) const {
  return ClientOptions{}.timeout;
}

std::optional<std::string> Planner::complaint(const Options& /*options*/) const {
  return std::nullopt;
}

sim::Duration several_latencies(const Options& options) {
  const auto& latency = options.run.network.latency;
  const bool has_long_ones = latency.distribution == sim::LatencyDistribution::exponential;
  return std::max<sim::Duration>(10 * (latency.mean + options.run.network.hop) +
                                     (has_long_ones ? 10 * latency.mean : sim::Duration(0)),
                                 std::chrono::seconds(1));
}

sim::codec::Complaint Planner::flaw_in(std::string_view /*f*/,
                                       const boost::json::value& /*value*/) const {
  return std::nullopt;
}

void Planner::reseat(PlannedOperation& operation, std::uint32_t thread) const {
  operation.thread = thread;
}

sim::codec::Complaint Planner::flaw_in_plan(const Scenario& /*scenario*/) const {
  return std::nullopt;
}

}  // namespace eddy::workloads
