// Each wrong program is caught by its checker within 100 seeds, and the right one beside it is not.
#include "nodes/catalog.h"
#include "tests/testing.h"

using namespace eddy;
using namespace std::chrono_literals;

namespace {

struct Trap {
  std::string_view node;
  std::string_view right;    // the right program, under the same options
  std::string_view verdict;  // who says so
  void (*set)(workloads::Options& options);
};

void overlap(workloads::Options& options) {
  options.concurrency = {4, true};
  options.rate = 100;
}
void busy(workloads::Options& options) { options.rate = 100; }
void lossy(workloads::Options& options) { options.network.loss = sim::Probability::percent(20); }
void quiet(workloads::Options& /*options*/) {}
void parted(workloads::Options& options) {
  options.nemesis.kinds = {workloads::NemesisKind::partition};
  options.nemesis.interval = 2s;
}
void contested(workloads::Options& options) {
  options.rate = 20;
  options.network.latency.mean = 10ms;
  options.nemesis.kinds = {workloads::NemesisKind::partition};
  options.nemesis.interval = 2s;
}
void alone(workloads::Options& options) {
  options.node_count = 1;
  options.concurrency = {5, false};
}
void grid_of_nine(workloads::Options& options) { options.node_count = 9; }
void two_logs(workloads::Options& options) {
  options.concurrency = {2, true};
  options.rate = 30;
  options.key_count = 2;
  options.network.latency = {sim::LatencyDistribution::exponential, 20ms};
}
void two_lossy_logs(workloads::Options& options) {
  two_logs(options);
  options.network.loss = sim::Probability::percent(10);
}
void logs_of_one_node(workloads::Options& options) {
  two_logs(options);
  options.node_count = 1;
}

// Transactions that overlap, held against what the wrong program claims.
void transactions(workloads::Options& options, std::string_view model) {
  options.concurrency = {2, true};
  options.rate = 50;
  options.time_limit = 5s;
  options.network.latency = {sim::LatencyDistribution::exponential, 20ms};
  options.consistency_models = {std::string(model)};
}
void uncommitted(workloads::Options& options) { transactions(options, "read-uncommitted"); }
void committed(workloads::Options& options) { transactions(options, "read-committed"); }
void snapshot(workloads::Options& options) { transactions(options, "snapshot-isolation"); }
void serializable(workloads::Options& options) { transactions(options, "serializable"); }
// Commits that are under way to the replicas at once, and many who read.
void forking(workloads::Options& options) {
  transactions(options, "snapshot-isolation");
  options.concurrency = {4, true};
  options.rate = 100;
  options.network.latency = {sim::LatencyDistribution::exponential, 100ms};
}

constexpr Trap kTraps[] = {
    {"echo-forgetful", "echo", "workload", &quiet},
    {"echo-mixed-up", "echo", "workload", &overlap},
    {"unique-ids-clock", "unique-ids-flake", "workload", &busy},
    {"unique-ids-random16", "unique-ids-flake", "workload", &busy},
    {"broadcast-flood", "broadcast-gossip", "workload", &lossy},
    {"broadcast-forgets", "broadcast-gossip", "workload", &overlap},
    {"broadcast-neighbours", "broadcast-gossip", "workload", &grid_of_nine},
    {"broadcast-single", "broadcast-gossip", "workload", &quiet},
    {"g-set-larger", "g-set-gossip", "workload", &quiet},
    {"g-counter-stale", "g-counter-seq-kv", "workload", &quiet},
    {"pn-counter-once", "pn-counter-gossip", "workload", &parted},
    {"txn-list-append-aborted-reads", "txn-list-append-single", "workload", &committed},
    {"txn-list-append-dirty-writes", "txn-list-append-single", "workload", &uncommitted},
    {"txn-list-append-fractured-reads", "txn-list-append-single", "workload", &snapshot},
    {"txn-list-append-long-fork", "txn-list-append-replicas", "workload", &forking},
    {"txn-list-append-lost-updates", "txn-list-append-single", "workload", &snapshot},
    {"txn-list-append-write-skew", "txn-list-append-single", "workload", &serializable},
    {"txn-rw-register-aborted-reads", "txn-rw-register-single", "workload", &committed},
    {"txn-rw-register-dirty-writes", "txn-rw-register-single", "workload", &uncommitted},
    {"txn-rw-register-fractured-reads", "txn-rw-register-single", "workload", &snapshot},
    {"txn-rw-register-long-fork", "txn-rw-register-replicas", "workload", &forking},
    {"txn-rw-register-lost-updates", "txn-rw-register-single", "workload", &snapshot},
    {"txn-rw-register-write-skew", "txn-rw-register-single", "workload", &serializable},
    {"kafka-overwrites", "kafka-lin-kv", "workload", &two_logs},
    {"kafka-resends", "kafka-lin-kv", "workload", &two_lossy_logs},
    {"kafka-early-offsets", "kafka-single", "workload", &logs_of_one_node},
    {"kafka-single", "kafka-lin-kv", "workload", &two_logs},
    {"lin-kv-proxy-seq", "lin-kv-proxy", "workload", &quiet},
    {"lin-kv-raft-stale", "lin-kv-raft", "workload", &contested},
    {"lin-kv-raft-forgets-vote", "lin-kv-raft", "workload", &contested},
    {"lin-kv-raft-double-count", "lin-kv-raft", "workload", &contested},
    {"lin-mutex-lease", "lin-mutex-single", "workload", &alone},
    {"lin-mutex-failover", "lin-mutex-raft", "workload", &contested},
    {"lin-mutex-single", "lin-mutex-proxy", "workload", &quiet},
};

workloads::Options options_of(const Trap& trap, std::string_view node, std::uint64_t seed) {
  workloads::Options options;
  options.node = node;
  options.workload = nodes::find(node)->workload;
  options.concurrency = workloads::find_workload(options.workload)->make()->default_concurrency();
  options.seed = seed;
  options.time_limit = 20s;
  trap.set(options);
  return options;
}

checkers::Verdict verdict(const Trap& trap, std::string_view node, std::uint64_t seed) {
  const auto done = testing::experiment(options_of(trap, node, seed), *nodes::find(node));
  for (const auto& [name, verdict] : done.results.verdicts) {
    if (name == trap.verdict) return verdict;
  }
  return {};
}

}  // namespace

TEST_CASE("each wrong program is caught within 100 seeds, with evidence") {
  for (const Trap& trap : kTraps) {
    CAPTURE(trap.node);
    bool caught = false;
    for (std::uint64_t seed = 0; seed < 100 && !caught; ++seed) {
      const auto found = verdict(trap, trap.node, seed);
      caught = found.validity == checkers::Validity::invalid && !found.evidence.empty();
    }
    CHECK(caught);
  }
}

TEST_CASE("the right programs pass where the wrong ones are caught") {
  for (const Trap& trap : kTraps) {
    CAPTURE(trap.right);
    for (const std::uint64_t seed : testing::seeds(20)) {
      CAPTURE(seed);
      CHECK(verdict(trap, trap.right, seed).validity == checkers::Validity::valid);
    }
  }
}

TEST_CASE("every wrong program of the catalog has a trap") {
  for (const sim::NodeProgram& program : nodes::catalog()) {
    if (!program.summary.starts_with("WRONG")) continue;
    CAPTURE(program.name);
    CHECK(std::any_of(std::begin(kTraps), std::end(kTraps),
                      [&](const Trap& trap) { return trap.node == program.name; }));
  }
}
