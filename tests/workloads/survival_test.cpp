// Whatever the network does, a program keeps what the catalog says of it: kSeeds seeds for each
// fault that it survives, alone, and then for all of them at once.
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "tests/effort.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::Validity;

constexpr std::uint64_t kSeeds = testing::effort(150, 4);

// Operations that overlap, on a network that is never quiet.
workloads::Options under_load(const nodes::ProgramEntry& program) {
  workloads::Options options;
  options.plan.workload = program.workload;
  options.run.program = program.name;
  options.run.node_count = program.only_alone ? 1 : 5;
  options.plan.concurrency =
      workloads::find_workload(options.plan.workload)->make()->default_concurrency();
  options.plan.rate = 20;
  options.run.time_limit = 6s;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 10ms};
  options.plan.nemesis.interval = 1s;
  if (program.workload == "kafka") {
    options.plan.concurrency = {2, true};
    options.plan.key_count = 2;
    options.run.time_limit = 10s;
    options.plan.nemesis.interval = 2s;
  } else if (program.workload.starts_with("txn-")) {
    options.plan.concurrency = {2, true};
    options.plan.rate = 50;
    options.run.time_limit = 3s;
    options.criteria.consistency_models = {std::string(program.consistency)};
  }
  return options;
}

// The nemesis leaves the clients and the services alone; these options do not.
void add_faults(workloads::Options& options, const std::vector<sim::FaultKind>& kinds) {
  options.plan.nemesis.kinds = kinds;
  for (const auto kind : kinds) {
    if (kind == sim::FaultKind::loss) options.run.network.loss = sim::Probability::percent(5);
    if (kind == sim::FaultKind::duplicate)
      options.run.network.duplicate = sim::Probability::percent(20);
  }
}

// All verdicts count; but in so short a run it may be that no cas and no transaction has succeeded.
bool may_be_invalid(std::string_view verdict, const nodes::ProgramEntry& program) {
  return verdict == "stats" &&
         (program.workload.starts_with("lin-") || program.workload.starts_with("txn-"));
}

void survives(const nodes::ProgramEntry& program, const std::vector<sim::FaultKind>& kinds) {
  std::uint64_t planned = 0;
  double succeeded = 0;
  auto options = under_load(program);
  add_faults(options, kinds);
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    CAPTURE(seed);
    options.run.seed = seed;
    const auto done = testing::experiment(options, program);
    CAPTURE(fmt::format("{}", fmt::join(done.results.evidence, "\n")));
    for (const auto& [name, verdict] : done.results.verdicts) {
      CAPTURE(name);
      if (!may_be_invalid(name, program)) REQUIRE(verdict.validity == Validity::valid);
    }
    REQUIRE(done.run.failures.empty());
    planned += done.scenario.faults.size();
    succeeded += done.results.figure("ops.ok")->value.value_or(0);
  }
  // One node cannot be parted from itself.
  CHECK((planned > 0 || options.run.node_count == 1));
  CHECK(succeeded > 0);
}

// Those that keep in memory what their clients rely on.
bool forgets(std::string_view program) {
  constexpr std::string_view kForgetful[] = {"broadcast-gossip",
                                             "broadcast-efficient",
                                             "broadcast-batched",
                                             "broadcast-single",
                                             "g-set-gossip",
                                             "g-counter-gossip",
                                             "pn-counter-gossip",
                                             "lin-kv-single",
                                             "lin-mutex-single",
                                             "txn-list-append-replicas",
                                             "txn-rw-register-replicas",
                                             "txn-rw-register-read-committed",
                                             "txn-rw-register-read-uncommitted"};
  return std::find(std::begin(kForgetful), std::end(kForgetful), program) != std::end(kForgetful);
}

// The faults that a program has to survive.
sim::FaultSet faults_to_survive(const nodes::ProgramEntry& program) {
  using enum sim::FaultKind;
  if (program.bug) return {};
  if (program.name == "broadcast-flood") return {duplicate, slow, held, pause, clock, disk};
  if (program.name == "lin-kv-proxy")
    return {partition, loss, slow, flaky, swizzle, held, kill, pause, clock, disk};
  if (forgets(program.name)) return sim::kEveryNetworkFault | sim::FaultSet{pause, clock, disk};
  return sim::kEveryFault;
}

void keep_their_promises(std::string_view workload) {
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    if (program.workload != workload) continue;
    CAPTURE(program.name);
    REQUIRE(program.survives == faults_to_survive(program));
    const std::vector<sim::FaultKind> claimed = program.survives.kinds();
    for (const auto kind : claimed) {
      CAPTURE(std::string(name_of(kind)));
      survives(program, {kind});
    }
    if (!claimed.empty()) survives(program, claimed);
  }
}

TEST_CASE("survival: echo") { keep_their_promises("echo"); }
TEST_CASE("survival: unique-ids") { keep_their_promises("unique-ids"); }
TEST_CASE("survival: broadcast") { keep_their_promises("broadcast"); }
TEST_CASE("survival: g-set") { keep_their_promises("g-set"); }
TEST_CASE("survival: g-counter") { keep_their_promises("g-counter"); }
TEST_CASE("survival: pn-counter") { keep_their_promises("pn-counter"); }
TEST_CASE("survival: lin-kv") { keep_their_promises("lin-kv"); }
TEST_CASE("survival: lin-mutex") { keep_their_promises("lin-mutex"); }
TEST_CASE("survival: kafka") { keep_their_promises("kafka"); }
TEST_CASE("survival: txn-list-append") { keep_their_promises("txn-list-append"); }
TEST_CASE("survival: txn-rw-register") { keep_their_promises("txn-rw-register"); }

TEST_CASE("survival: there is a case above for each workload") {
  CHECK(workloads::catalog().size() == 11);
}

}  // namespace TEST_FILE
