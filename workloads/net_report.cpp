#include "workloads/net_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace eddy::workloads {
namespace {

using checkers::Unit;

enum class PerOperation { shown, left_out };

sim::Traffic::Count sum(const sim::Traffic::Count& a, const sim::Traffic::Count& b) {
  sim::Traffic::Count total{a.sent + b.sent, a.received + b.received, a.lost};
  for (std::size_t cause = 0; cause < sim::kLossCauses; ++cause) total.lost[cause] += b.lost[cause];
  return total;
}

std::uint64_t lost(const sim::Traffic::Count& count) {
  return std::accumulate(count.lost.begin(), count.lost.end(), std::uint64_t{0});
}

std::size_t invocations(const checkers::History& history) {
  return static_cast<std::size_t>(
      std::count_if(history.ops.begin(), history.ops.end(), [](const checkers::Op& op) {
        return op.is_client() && !op.recovery && op.type == checkers::OpType::invoke;
      }));
}

boost::json::object causes(const sim::Traffic::Count& count) {
  boost::json::object object;
  for (std::size_t cause = 0; cause < sim::kLossCauses; ++cause) {
    object[name_of(static_cast<sim::LossCause>(cause))] = count.lost[cause];
  }
  return object;
}

}  // namespace

checkers::Verdict check_net(const Run& run) {
  checkers::Verdict verdict;
  const std::size_t operations = invocations(run.history);
  const auto add = [&](std::string_view who, const sim::Traffic::Count& count,
                       PerOperation per_operation) {
    boost::json::object report{{"send-count", count.sent},
                               {"recv-count", count.received},
                               {"msg-count", count.sent},
                               {"lost", causes(count)}};
    const auto figure = [&](std::string_view what, std::optional<double> value) {
      verdict.figures.push_back({fmt::format("{}.{}", who, what), value, Unit::count});
    };
    figure("msg-count", static_cast<double>(count.sent));
    figure("recv-count", static_cast<double>(count.received));
    figure("lost-count", static_cast<double>(lost(count)));
    if (per_operation == PerOperation::shown) {
      std::optional<double> share;
      if (operations > 0) {
        share = static_cast<double>(count.sent) / static_cast<double>(operations);
        report["msgs-per-op"] = *share;
      }
      figure("msgs-per-op", share);
    }
    verdict.report[who] = std::move(report);
  };
  const sim::Traffic::Count all = sum(run.traffic.clients, run.traffic.servers);
  add("all", all, PerOperation::shown);
  add("clients", run.traffic.clients, PerOperation::left_out);
  add("servers", run.traffic.servers, PerOperation::shown);
  for (std::size_t cause = 0; cause < sim::kLossCauses; ++cause) {
    verdict.figures.push_back({fmt::format("lost.{}", name_of(static_cast<sim::LossCause>(cause))),
                               static_cast<double>(all.lost[cause]), Unit::count});
  }
  return verdict;
}

}  // namespace eddy::workloads
