// The confidence interval of a share.
#include "eddy/workloads/search/wilson.h"

#include <doctest/doctest.h>

#include <cstdint>

namespace TEST_FILE {

using eddy::workloads::wilson_interval;

TEST_CASE("wilson: the interval is that of the formula") {
  // The roots of its quadratic equation.
  const auto some = wilson_interval(31, 1000);
  CHECK(some.least == doctest::Approx(0.02192400).epsilon(1e-6));
  CHECK(some.most == doctest::Approx(0.04366550).epsilon(1e-6));
  const auto one = wilson_interval(1, 10);
  CHECK(one.least == doctest::Approx(0.01787621).epsilon(1e-6));
  CHECK(one.most == doctest::Approx(0.40415003).epsilon(1e-6));
}

TEST_CASE("wilson: of runs that all fail, or none, the interval ends there and is not empty") {
  const auto none = wilson_interval(0, 100);
  CHECK(none.least == 0);
  CHECK(none.most == doctest::Approx(0.03699350).epsilon(1e-6));
  const auto all = wilson_interval(100, 100);
  CHECK(all.least == doctest::Approx(1 - 0.03699350).epsilon(1e-6));
  CHECK(all.most == 1);
}

TEST_CASE("wilson: of no runs nothing is known") {
  CHECK(wilson_interval(0, 0).least == 0);
  CHECK(wilson_interval(0, 0).most == 1);
}

TEST_CASE("wilson: more runs of the same share say more, and what was seen lies within") {
  double width = 1;
  for (std::uint64_t runs = 10; runs <= 1'000'000'000; runs *= 10) {
    const auto interval = wilson_interval(runs / 5, runs);
    CHECK(interval.least < 0.2);
    CHECK(interval.most > 0.2);
    CHECK(interval.most - interval.least < width);
    width = interval.most - interval.least;
  }
  CHECK(width < 1e-4);
}

}  // namespace TEST_FILE
