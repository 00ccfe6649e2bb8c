#include "sim/latency.h"

namespace eddy::sim {

std::string_view name(LatencyDistribution distribution) {
  switch (distribution) {
    case LatencyDistribution::constant:
      return "constant";
    case LatencyDistribution::uniform:
      return "uniform";
    case LatencyDistribution::exponential:
      return "exponential";
  }
  return "";
}

std::optional<LatencyDistribution> parse_latency_distribution(std::string_view text) {
  for (const auto distribution : {LatencyDistribution::constant, LatencyDistribution::uniform,
                                  LatencyDistribution::exponential}) {
    if (text == name(distribution)) return distribution;
  }
  return std::nullopt;
}

}  // namespace eddy::sim
