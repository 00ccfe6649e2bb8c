#include "eddy/sim/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};
constexpr std::int64_t kMany = 100'000;

TEST_CASE("random: draws are frozen") {
  CHECK(draw(0, Purpose::latency, 0) == 0xc8e83e7f1443b479U);
  CHECK(draw(7, Purpose::latency, 1, 4, 0) == 0xa69004d836c2d47eU);
  CHECK(draw(kAllOnes, Purpose::test, kAllOnes, kAllOnes, kAllOnes) == 0xd8810ad3e4c54f40U);
}

TEST_CASE("random: seed and purpose and every part of the key make another draw") {
  CHECK(draw(7, Purpose::latency, 1, 4, 1) == 0x78cbb2d18b917806U);
  CHECK(draw(7, Purpose::latency, 4, 1, 0) == 0xc4ea310f40e79a5fU);
  CHECK(draw(7, Purpose::loss, 1, 4, 0) == 0x59e3e204a73daf24U);
  CHECK(draw(8, Purpose::latency, 1, 4, 0) == 0xed043d05751fae06U);
}

TEST_CASE("random: draws of neighbouring keys do not repeat and spread over all buckets") {
  std::set<std::uint64_t> seen;
  std::array<int, 16> buckets{};
  for (std::uint64_t a = 0; a < 32; ++a) {
    for (std::uint64_t b = 0; b < 32; ++b) {
      for (std::uint64_t k = 0; k < 32; ++k) {
        const std::uint64_t bits = draw(1, Purpose::test, a, b, k);
        seen.insert(bits);
        ++buckets.at(bits >> 60U);
      }
    }
  }
  CHECK(seen.size() == 32 * 32 * 32);
  for (const int count : buckets) {
    CHECK(count > 1850);  // of 2048 expected, more than four standard deviations away
    CHECK(count < 2250);
  }
}

TEST_CASE("random: a stream is frozen and keyed") {
  Random random(7, Purpose::test, 1, 2);
  CHECK(random() == 0xe18670294516c13U);
  CHECK(random() == 0x98b3606cdba85ef0U);
  CHECK(random() == 0x4133bc3143d6a575U);
  CHECK(random() == 0x8e1c6ad9c38d981eU);
  CHECK(Random(7, Purpose::test, 1, 3)() != 0xe18670294516c13U);
}

TEST_CASE("random: two streams do not disturb each other") {
  Random alone(1, Purpose::test, 1);
  Random one(1, Purpose::test, 1);
  Random other(1, Purpose::test, 2);
  for (int i = 0; i < 100; ++i) {
    other();
    CHECK(one() == alone());
  }
}

TEST_CASE("random: below maps the bits onto the whole range and no further") {
  CHECK(below(0, 10) == 0);
  CHECK(below(kAllOnes, 10) == 9);
  CHECK(below(kAllOnes, 1) == 0);
  CHECK(below(kAllOnes, kAllOnes) == kAllOnes - 1);
  CHECK(below(std::uint64_t{1} << 63U, 10) == 5);
}

TEST_CASE("random: below takes every value about equally often") {
  Random random(1, Purpose::test, 0);
  std::map<std::uint64_t, int> counts;
  for (std::int64_t i = 0; i < kMany; ++i) ++counts[random.below(10)];
  REQUIRE(counts.size() == 10);
  for (const auto& [value, count] : counts) {
    CAPTURE(value);
    CHECK(count > 9'600);
    CHECK(count < 10'400);
  }
}

TEST_CASE("random: between includes both ends") {
  Random random(1, Purpose::test, 0);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(random.between(-2, 2));
  CHECK(seen == std::set<std::int64_t>{-2, -1, 0, 1, 2});
  CHECK(random.between(5, 5) == 5);
}

TEST_CASE("random: between takes the widest ranges") {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  Random random(1, Purpose::test, 0);
  bool negative = false;
  bool positive = false;
  for (int i = 0; i < 100; ++i) {
    (random.between(kLeast, kMost) < 0 ? negative : positive) = true;
    CHECK(random.between(kLeast, -1) < 0);
    CHECK(random.between(-1, kMost) >= -1);
  }
  CHECK(negative);
  CHECK(positive);
}

TEST_CASE("random: uniform runs from nothing to twice the mean") {
  CHECK(uniform(0, 100ns) == 0ns);
  CHECK(uniform(kAllOnes, 100ns) == 200ns);
  CHECK(uniform(kAllOnes, 0ns) == 0ns);
  Random random(1, Purpose::test, 0);
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < kMany; ++i) {
    const Duration drawn = random.uniform(1ms);
    CHECK(drawn >= 0ns);
    CHECK(drawn <= 2ms);
    sum += drawn.count();
  }
  CHECK(sum / kMany > 990'000);
  CHECK(sum / kMany < 1'010'000);
}

TEST_CASE("random: exponential is minus the mean times the logarithm") {
  // To within a millionth of the mean of what a library's logarithm gives.
  const auto about = [](Duration got, std::int64_t expected) {
    return std::abs(got.count() - expected) <= 2'000;
  };
  CHECK(about(exponential(0, 1s), 44'361'419'556));
  CHECK(about(exponential(std::uint64_t{1} << 32U, 1s), 22'180'709'778));
  CHECK(about(exponential(std::uint64_t{1} << 63U, 1s), 693'147'181));
  CHECK(about(exponential(0xc000000000000000U, 1s), 287'682'072));
  CHECK(about(exponential(0x123456789abcdef0U, 1s), 2'643'511'680));
  CHECK(about(exponential(kAllOnes, 1s), 0));
  CHECK(exponential(kAllOnes, 1s) >= 0ns);
  CHECK(exponential(kAllOnes / 3, 0s) == 0ns);
}

TEST_CASE("random: exponential draws are frozen") {
  CHECK(exponential(0x123456789abcdef0U, 1s) == 2'643'512'843ns);
  CHECK(exponential(0xc000000000000000U, 100ms) == 28'768'207ns);
}

TEST_CASE("random: exponential has its mean and its tail") {
  Random random(1, Purpose::test, 0);
  std::int64_t sum = 0;
  std::int64_t beyond_twice = 0;  // e^-2 of them, 13.5 %
  for (std::int64_t i = 0; i < kMany; ++i) {
    const Duration drawn = random.exponential(1ms);
    CHECK(drawn >= 0ns);
    sum += drawn.count();
    if (drawn > 2ms) ++beyond_twice;
  }
  CHECK(sum / kMany > 985'000);
  CHECK(sum / kMany < 1'015'000);
  CHECK(beyond_twice > 13'100);
  CHECK(beyond_twice < 13'970);
}

TEST_CASE("random: exponential never rises with its bits") {
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t a = random() >> random.below(64);
    const std::uint64_t b = random() >> random.below(64);
    CHECK(exponential(std::min(a, b), 1s) >= exponential(std::max(a, b), 1s));
  }
}

TEST_CASE("random: a chance of nought never holds and one of one always does") {
  CHECK_FALSE(Probability().holds(0));
  CHECK_FALSE(Probability::of(0).holds(0));
  CHECK(Probability::of(1).holds(kAllOnes));
  CHECK(Probability::of(0.5).holds(kAllOnes >> 1U));
  CHECK_FALSE(Probability::of(0.5).holds(std::uint64_t{1} << 63U));
  CHECK(Probability::percent(25) == Probability::of(0.25));
  CHECK(Probability::of(0.25).value() == 0.25);
}

TEST_CASE("random: shuffle gives every order about equally often") {
  Random random(1, Purpose::test, 0);
  std::map<std::vector<int>, int> orders;
  for (int i = 0; i < 24'000; ++i) {
    std::vector<int> items{1, 2, 3, 4};
    random.shuffle(items);
    ++orders[items];
  }
  REQUIRE(orders.size() == 24);
  for (const auto& [order, count] : orders) {
    CHECK(count > 850);
    CHECK(count < 1'150);
  }
}

TEST_CASE("random: pick takes each item") {
  Random random(1, Purpose::test, 0);
  std::vector<int> items{1, 2, 3};
  std::set<int> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random.pick(items));
  CHECK(seen.size() == 3);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
