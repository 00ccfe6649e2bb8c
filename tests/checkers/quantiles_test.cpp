#include <doctest/doctest.h>
#include <array>
#include <boost/json/serialize.hpp>
#include <vector>

#include "checkers/quantiles.h"

namespace eddy::checkers {
namespace TEST_FILE {

constexpr std::array kPoints = {kP0, kP50, kMax};

// 0, 1, … n − 1 in reverse.
Latencies up_to(std::int64_t n) {
  std::vector<std::int64_t> ns;
  for (std::int64_t i = n; i > 0; --i) ns.push_back(i - 1);
  return Latencies(std::move(ns));
}

TEST_CASE("quantiles: the value is the one at the floor of n times p") {
  CHECK(up_to(100).at(kP0) == 0);
  CHECK(up_to(100).at(kP50) == 50);
  CHECK(up_to(100).at(kP95) == 95);
  CHECK(up_to(100).at(kP99) == 99);
  CHECK(up_to(100).at(kMax) == 99);
  CHECK(up_to(3).at(kP50) == 1);
  CHECK(up_to(19).at(kP95) == 18);
  CHECK(up_to(1).at(kP0) == 0);
}

TEST_CASE("quantiles: without latencies the figures have no value and the report is empty") {
  std::vector<Figure> figures;
  up_to(0).append_figures(figures, "latency", kPoints);
  REQUIRE(figures.size() == 3);
  CHECK(figures[1] == Figure{"latency.p50", std::nullopt, Unit::milliseconds});
  CHECK(up_to(0).report(kPoints).empty());
}

TEST_CASE("quantiles: figures and report are in milliseconds") {
  const Latencies latencies({2'000'000, 1'500'000});
  std::vector<Figure> figures;
  latencies.append_figures(figures, "latency", kPoints);
  CHECK(figures.front() == Figure{"latency.p0", 1.5, Unit::milliseconds});
  CHECK(figures.back() == Figure{"latency.max", 2.0, Unit::milliseconds});
  CHECK(boost::json::serialize(latencies.report(kPoints)) == R"({"0":1.5E0,"0.5":2,"1":2})");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
