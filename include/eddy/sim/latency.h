// How long a message travels.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>

#include "eddy/base/named_enum.h"
#include "eddy/sim/random.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

enum class LatencyDistribution : std::uint8_t { constant, uniform, exponential };
BOOST_DESCRIBE_ENUM(LatencyDistribution, constant, uniform, exponential)

struct Latency {
  LatencyDistribution distribution = LatencyDistribution::constant;
  Duration mean{0};

  // uniform: on 0 … 2 × mean.
  Duration sample(std::uint64_t bits) const {
    switch (distribution) {
      case LatencyDistribution::constant:
        break;
      case LatencyDistribution::uniform:
        return uniform(bits, mean);
      case LatencyDistribution::exponential:
        return exponential(bits, mean);
    }
    return mean;
  }
  bool is_constant() const {
    return distribution == LatencyDistribution::constant || mean.count() == 0;
  }
  friend bool operator==(const Latency&, const Latency&) = default;
};

}  // namespace eddy::sim
