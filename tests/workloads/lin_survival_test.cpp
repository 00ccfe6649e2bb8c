// Stores and locks are linearizable whatever the network does: 1,000 seeds for each fault that the
// catalog says they survive, alone, and then for all of them at once.
#include "nodes/catalog.h"
#include "tests/testing.h"

using namespace eddy;
using namespace std::chrono_literals;

namespace {

// All of them where the compiler optimises and no sanitizer slows the runs down.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kSeeds = 1000;
#else
constexpr std::uint64_t kSeeds = 20;
#endif

workloads::Options options_of(const sim::NodeProgram& program, std::uint64_t seed) {
  workloads::Options options;
  options.node = program.name;
  options.workload = program.workload;
  options.concurrency = workloads::find_workload(options.workload)->make()->default_concurrency();
  options.seed = seed;
  options.rate = 20;
  options.time_limit = 6s;
  options.network.latency = {sim::LatencyDistribution::exponential, 10ms};
  options.nemesis.interval = 1s;
  return options;
}

void survives(const sim::NodeProgram& program, const std::vector<workloads::NemesisKind>& faults) {
  std::uint64_t planned = 0;
  double succeeded = 0;
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    CAPTURE(seed);
    auto options = options_of(program, seed);
    options.nemesis.kinds = faults;
    for (const auto kind : faults) {
      // The nemesis leaves the services alone; these options do not.
      if (kind == workloads::NemesisKind::loss) {
        options.network.loss = sim::Probability::percent(5);
      } else if (kind == workloads::NemesisKind::duplicate) {
        options.network.duplicate = sim::Probability::percent(20);
      }
    }
    const auto done = testing::experiment(options, program);
    for (const auto& [name, verdict] : done.results.verdicts) {
      if (name == "workload") REQUIRE(verdict.validity == checkers::Validity::valid);
    }
    REQUIRE(done.run.crashes.empty());
    planned += done.scenario.faults.size();
    succeeded += done.results.figure("ops.ok")->value.value_or(0);
  }
  CHECK(planned > 0);
  CHECK(succeeded > 0);
}

void keeps_its_promise(std::string_view name, std::size_t how_many) {
  const sim::NodeProgram& program = *nodes::find(name);
  std::vector<workloads::NemesisKind> claimed;
  for (const auto kind : workloads::kNemesisKinds) {
    if (!program.survives.contains(kind)) continue;
    CAPTURE(std::string(workloads::name(kind)));
    survives(program, {kind});
    claimed.push_back(kind);
  }
  REQUIRE(claimed.size() == how_many);
  survives(program, claimed);
}

}  // namespace

TEST_CASE("lin-kv-raft survives each fault alone and all at once") {
  keeps_its_promise("lin-kv-raft", 4);
}

TEST_CASE("lin-kv-proxy survives each fault but duplication alone and all of them at once") {
  keeps_its_promise("lin-kv-proxy", 3);
}

TEST_CASE("lin-mutex-raft survives each fault alone and all at once") {
  keeps_its_promise("lin-mutex-raft", 4);
}

TEST_CASE("lin-mutex-proxy survives each fault alone and all at once") {
  keeps_its_promise("lin-mutex-proxy", 4);
}
