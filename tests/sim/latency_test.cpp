#include "eddy/sim/latency.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("latency: names of distributions round trip") {
  for (const auto distribution : {LatencyDistribution::constant, LatencyDistribution::uniform,
                                  LatencyDistribution::exponential}) {
    CHECK(parse_name<LatencyDistribution>(name_of(distribution)) == distribution);
  }
  CHECK(parse_name<LatencyDistribution>("exponential") == LatencyDistribution::exponential);
  CHECK_FALSE(parse_name<LatencyDistribution>("normal"));
  CHECK_FALSE(parse_name<LatencyDistribution>(""));
}

TEST_CASE("latency: a constant one is its mean whatever is drawn") {
  const Latency latency{LatencyDistribution::constant, 100ms};
  CHECK(latency.is_constant());
  CHECK(latency.sample(0) == 100ms);
  CHECK(latency.sample(~std::uint64_t{0}) == 100ms);
}

TEST_CASE("latency: a mean of nought is constant in every distribution") {
  for (const auto distribution : {LatencyDistribution::constant, LatencyDistribution::uniform,
                                  LatencyDistribution::exponential}) {
    const Latency none{distribution, 0ms};
    CHECK(none.is_constant());
    CHECK(none.sample(12345) == 0ms);
  }
}

TEST_CASE("latency: uniform and exponential follow the bits") {
  const Latency even{LatencyDistribution::uniform, 100ms};
  CHECK_FALSE(even.is_constant());
  CHECK(even.sample(77) == uniform(77, 100ms));
  const Latency tailed{LatencyDistribution::exponential, 100ms};
  CHECK_FALSE(tailed.is_constant());
  CHECK(tailed.sample(77) == exponential(77, 100ms));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
