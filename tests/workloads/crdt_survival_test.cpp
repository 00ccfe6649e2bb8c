// Sets and counters keep their promises whatever the network does: 1,000 seeds for each fault.
#include "nodes/catalog.h"
#include "tests/testing.h"

using namespace eddy;
using namespace std::chrono_literals;

namespace {

// All of them where the compiler optimises and no sanitizer slows the runs down.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kSeeds = 1000;
#else
constexpr std::uint64_t kSeeds = 50;
#endif

workloads::Options options_of(const sim::NodeProgram& program, std::uint64_t seed) {
  workloads::Options options;
  options.node = program.name;
  options.workload = program.workload;
  options.seed = seed;
  options.time_limit = 6s;
  options.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  options.nemesis.interval = 1s;
  return options;
}

void survives(std::string_view name, const std::vector<workloads::NemesisKind>& faults) {
  const sim::NodeProgram& program = *nodes::find(name);
  std::uint64_t planned = 0;
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    CAPTURE(name);
    CAPTURE(seed);
    auto options = options_of(program, seed);
    options.nemesis.kinds = faults;
    const auto done = testing::experiment(options, program);
    REQUIRE(done.results.validity == checkers::Validity::valid);
    planned += done.scenario.faults.size();
  }
  CHECK(planned > 0);
}

}  // namespace

TEST_CASE("sets and counters survive partitions, loss, copies and slowness, each alone") {
  for (const auto* name :
       {"g-set-gossip", "g-counter-gossip", "g-counter-seq-kv", "pn-counter-gossip"}) {
    for (const auto kind : workloads::kNemesisKinds) survives(name, {kind});
  }
}

TEST_CASE("sets and counters survive all faults at once") {
  for (const auto* name :
       {"g-set-gossip", "g-counter-gossip", "g-counter-seq-kv", "pn-counter-gossip"}) {
    survives(name, {std::begin(workloads::kNemesisKinds), std::end(workloads::kNemesisKinds)});
  }
}
