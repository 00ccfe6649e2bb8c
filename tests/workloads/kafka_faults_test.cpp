// Sound kafka programs pass under every fault that they claim to survive.
#include <fmt/ranges.h>

#include "nodes/catalog.h"
#include "tests/testing.h"

using namespace eddy;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr std::uint64_t kSeeds = 40;
#else
constexpr std::uint64_t kSeeds = 1'000;
#endif

workloads::Options under_every_fault(std::uint64_t seed) {
  workloads::Options options;
  options.workload = "kafka";
  options.seed = seed;
  options.rate = 30;
  options.time_limit = 10s;
  options.concurrency = {2, true};
  options.key_count = 2;
  options.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  options.network.loss = sim::Probability::percent(5);
  options.network.duplicate = sim::Probability::percent(5);
  options.nemesis.kinds.assign(std::begin(workloads::kNemesisKinds),
                               std::end(workloads::kNemesisKinds));
  options.nemesis.interval = 2s;
  return options;
}

void check_passes(std::string_view node, std::size_t node_count) {
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    CAPTURE(seed);
    auto options = under_every_fault(seed);
    options.node = node;
    options.node_count = node_count;
    const auto done = testing::experiment(options, *nodes::find(node));
    CAPTURE(fmt::format("{}", fmt::join(done.results.evidence, "\n")));
    REQUIRE(done.results.validity == checkers::Validity::valid);
  }
}

}  // namespace

TEST_CASE("kafka-single: passes every seed under every fault") { check_passes("kafka-single", 1); }

TEST_CASE("kafka-lin-kv: passes every seed under every fault") { check_passes("kafka-lin-kv", 3); }
