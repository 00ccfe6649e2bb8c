// The node programs of transactions: each wrong one is caught within 100 seeds, by the anomaly that
// it is known for, and the available ones always answer.
#include <algorithm>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::Validity;

std::ptrdiff_t wrong_programs(std::string_view workload) {
  const auto& all = nodes::catalog();
  return std::count_if(all.begin(), all.end(), [workload](const nodes::ProgramEntry& program) {
    return program.workload == workload && program.bug.has_value();
  });
}

// Transactions that overlap, on a network that is never quiet.
workloads::Options options_of(const nodes::ProgramEntry& program, std::string_view model,
                              std::uint64_t seed) {
  workloads::Options options;
  options.plan.workload = program.workload;
  options.run.program = program.name;
  options.run.seed = seed;
  options.plan.concurrency = {2, true};
  options.plan.rate = 50;
  options.run.time_limit = 3s;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  options.criteria.consistency_models = {std::string(model)};
  return options;
}

checkers::Verdict verdict(const workloads::Options& options, const nodes::ProgramEntry& program) {
  const auto done = testing::experiment(options, program);
  for (const auto& [name, verdict] : done.results.verdicts) {
    if (name == "workload") return verdict;
  }
  return {};
}

struct Twin {
  std::string_view name;  // behind that of the workload
  std::string_view claims;
  std::string_view anomaly;
};

// Commits that are under way to the replicas at once, and many who read.
void fork(workloads::Options& options) {
  options.plan.concurrency = {4, true};
  options.plan.rate = 100;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 100ms};
}

constexpr Twin kTwins[] = {
    {"aborted-reads", "read-committed", "G1a"},
    {"dirty-writes", "read-uncommitted", "G0"},
    {"fractured-reads", "snapshot-isolation", "G-single-item"},
    {"long-fork", "snapshot-isolation", "G-nonadjacent-item"},
    {"lost-updates", "snapshot-isolation", "lost-update"},
    {"write-skew", "serializable", "G2-item"},
};

bool names(const checkers::Verdict& verdict, std::string_view anomaly) {
  const auto& types = verdict.report.at("anomaly-types").as_array();
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& type) { return type.as_string() == anomaly; });
}

void check_twins(std::string_view workload) {
  CHECK(wrong_programs(workload) == std::ssize(kTwins));
  for (const Twin& twin : kTwins) {
    const std::string name = fmt::format("{}-{}", workload, twin.name);
    CAPTURE(name);
    const nodes::ProgramEntry* program = nodes::find(name);
    REQUIRE(program != nullptr);
    bool is_caught = false;
    for (std::uint64_t seed = 0; seed < 100 && !is_caught; ++seed) {
      auto options = options_of(*program, twin.claims, seed);
      if (twin.name == "long-fork") fork(options);
      const auto found = verdict(options, *program);
      is_caught = found.validity == Validity::invalid && names(found, twin.anomaly);
    }
    CHECK(is_caught);
  }
}

TEST_CASE("transactions: the default programs try again themselves, however many want one key") {
  for (const std::string_view workload : {"txn-list-append", "txn-rw-register"}) {
    for (const auto& [node_count, clients] : {std::pair{1U, 50U}, {5U, 10U}}) {
      CAPTURE(workload);
      CAPTURE(node_count);
      const auto& program = *nodes::default_program(workload);
      auto options = options_of(program, "strict-serializable", 4);
      options.run.network.latency = {};
      options.run.node_count = node_count;
      options.plan.concurrency = {clients, true};
      options.plan.rate = 500;
      options.plan.key_count = 2;
      options.criteria.availability = 1;
      const auto done = testing::experiment(options, program);
      CHECK(done.results.validity == Validity::valid);
      CHECK(*done.results.figure("ops.ok")->value > 1000);
    }
  }
}

TEST_CASE("the wrong programs of txn-list-append are caught, each by its own anomaly") {
  check_twins("txn-list-append");
}

TEST_CASE("the wrong programs of txn-rw-register are caught, each by its own anomaly") {
  check_twins("txn-rw-register");
}

TEST_CASE("the available programs answer every transaction, whatever is cut off") {
  for (const auto* name : {"txn-rw-register-read-committed", "txn-rw-register-read-uncommitted"}) {
    const nodes::ProgramEntry* program = nodes::find(name);
    REQUIRE(program != nullptr);
    for (const std::uint64_t seed : testing::seeds(20)) {
      auto options = options_of(*program, program->consistency, seed);
      options.plan.nemesis.kinds = {sim::FaultKind::partition};
      options.plan.nemesis.interval = 1s;
      options.criteria.availability = 1;
      CHECK(testing::experiment(options, *program).results.validity == Validity::valid);
    }
  }
}

// Elle cannot see it: nobody has read what was overwritten.
TEST_CASE("blind writes that come between one another are found by the order that the node tells") {
  const nodes::ProgramEntry& program = *nodes::find("txn-rw-register-dirty-writes");
  std::size_t seen_by_clients = 0;
  std::size_t seen_by_all = 0;
  for (const std::uint64_t seed : testing::seeds(20)) {
    auto options = options_of(program, "read-uncommitted", seed);
    options.plan.concurrency = {4, true};
    options.plan.rate = 100;
    auto done = testing::experiment(options, program);
    const auto workload = workloads::find_workload(options.plan.workload)->make();
    seen_by_all +=
        workload->check(done.run, options.criteria).validity == Validity::invalid ? 1 : 0;
    std::erase_if(done.run.history.ops,
                  [](const checkers::Op& op) { return op.f == "version-order"; });
    seen_by_clients +=
        workload->check(done.run, options.criteria).validity == Validity::invalid ? 1 : 0;
  }
  CHECK(seen_by_all > 0);
  CHECK(seen_by_clients < seen_by_all);
}

}  // namespace TEST_FILE
