// Quantiles of latencies, by the rule of Jepsen's set checker: the sorted value at index ⌊n·p⌋, the
// last one for p = 1.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// A point p in thousandths, so that ⌊n·p⌋ is exact, with its names in a figure and in a report.
struct QuantilePoint {
  std::uint32_t per_mille;
  std::string_view figure;
  std::string_view report;
};

inline constexpr QuantilePoint kP0{0, "p0", "0"};
inline constexpr QuantilePoint kP50{500, "p50", "0.5"};
inline constexpr QuantilePoint kP95{950, "p95", "0.95"};
inline constexpr QuantilePoint kP99{990, "p99", "0.99"};
inline constexpr QuantilePoint kMax{1000, "max", "1"};

inline constexpr std::int64_t kMillisecond = 1'000'000;  // in ns
inline constexpr double kNsPerMs = 1e6;

// Sorted latencies in ns.
class Latencies {
 public:
  explicit Latencies(std::vector<std::int64_t> ns);

  bool empty() const { return sorted_.empty(); }

  // In ns. REQUIRES: not empty.
  std::int64_t at(QuantilePoint point) const;

  // Appends a figure `NAME.POINT` in ms for each point, without a value when there are no
  // latencies.
  void append_figures(std::vector<Figure>& figures, std::string_view name,
                      std::span<const QuantilePoint> points) const;

  // Point → ms; empty when there are no latencies.
  boost::json::object report(std::span<const QuantilePoint> points) const;

 private:
  std::vector<std::int64_t> sorted_;
};

}  // namespace eddy::checkers
