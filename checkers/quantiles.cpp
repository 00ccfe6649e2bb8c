#include "checkers/quantiles.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <utility>

#include "eddy/base/ensure.h"

namespace eddy::checkers {

namespace {

// An integer where the latency is one, as Jepsen's are.
boost::json::value milliseconds(std::int64_t ns) {
  if (ns % kMillisecond == 0) return ns / kMillisecond;
  return static_cast<double>(ns) / kNsPerMs;
}

}  // namespace

Latencies::Latencies(std::vector<std::int64_t> ns) : sorted_(std::move(ns)) {
  std::sort(sorted_.begin(), sorted_.end());
}

std::int64_t Latencies::at(QuantilePoint point) const {
  ensure(!empty(), "a quantile is one of some latencies");
  const std::size_t n = sorted_.size();
  return sorted_[std::min(n - 1, n * point.per_mille / 1000)];
}

void Latencies::append_figures(std::vector<Figure>& figures, std::string_view name,
                               std::span<const QuantilePoint> points) const {
  for (const QuantilePoint& point : points) {
    std::optional<double> value;
    if (!empty()) value = static_cast<double>(at(point)) / kNsPerMs;
    figures.push_back({fmt::format("{}.{}", name, point.figure), value, Unit::milliseconds});
  }
}

boost::json::object Latencies::report(std::span<const QuantilePoint> points) const {
  boost::json::object quantiles;
  if (empty()) return quantiles;
  for (const QuantilePoint& point : points) quantiles[point.report] = milliseconds(at(point));
  return quantiles;
}

}  // namespace eddy::checkers
