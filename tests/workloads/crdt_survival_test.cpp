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

void survives(const sim::NodeProgram& program, const std::vector<workloads::NemesisKind>& faults) {
  std::uint64_t planned = 0;
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    CAPTURE(seed);
    auto options = options_of(program, seed);
    options.nemesis.kinds = faults;
    const auto done = testing::experiment(options, program);
    REQUIRE(done.results.validity == checkers::Validity::valid);
    planned += done.scenario.faults.size();
  }
  CHECK(planned > 0);
}

// Each fault that it claims to survive, alone, and then all of them at once.
void keeps_its_promise(std::string_view name) {
  const sim::NodeProgram& program = *nodes::find(name);
  std::vector<workloads::NemesisKind> claimed;
  for (const auto kind : workloads::kNemesisKinds) {
    if (!program.survives.contains(kind)) continue;
    CAPTURE(std::string(workloads::name(kind)));
    survives(program, {kind});
    claimed.push_back(kind);
  }
  REQUIRE(claimed.size() == std::size(workloads::kNemesisKinds));
  survives(program, claimed);
}

}  // namespace

TEST_CASE("g-set-gossip survives each fault alone and all at once") {
  keeps_its_promise("g-set-gossip");
}

TEST_CASE("g-counter-gossip survives each fault alone and all at once") {
  keeps_its_promise("g-counter-gossip");
}

TEST_CASE("g-counter-seq-kv survives each fault alone and all at once") {
  keeps_its_promise("g-counter-seq-kv");
}

TEST_CASE("pn-counter-gossip survives each fault alone and all at once") {
  keeps_its_promise("pn-counter-gossip");
}
