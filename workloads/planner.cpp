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

sim::Duration ten_latencies(const Options& options) {
  return std::max<sim::Duration>(10 * (options.run.network.latency.mean + options.run.network.hop),
                                 std::chrono::seconds(1));
}

sim::codec::Complaint Planner::flaw_in(std::string_view /*f*/,
                                       const boost::json::value& /*value*/) const {
  return std::nullopt;
}

sim::codec::Complaint Planner::flaw_in_plan(const Scenario& /*scenario*/) const {
  return std::nullopt;
}

}  // namespace eddy::workloads
