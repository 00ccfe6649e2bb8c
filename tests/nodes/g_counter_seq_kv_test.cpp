#include "nodes/g_counter_seq_kv.h"

#include "eddy/checkers/counter.h"
#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "nodes/broken/g_counter_stale.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::counter::Add;
using sim::counter::Read;

// As stale as seq-kv may be.
testing::ClusterOptions stale() {
  return {.services = {.seq_kv_staleness = sim::Probability::percent(100)}};
}

std::int64_t value_at(testing::Cluster& cluster, std::size_t node) {
  const auto reply = cluster.rpc(cluster.n(node), Read{});
  REQUIRE(reply);
  return reply->value;
}

workloads::Options hostile(std::uint64_t seed) {
  workloads::Options options;
  options.plan.workload = "g-counter";
  options.run.program = "g-counter-seq-kv";
  options.run.seed = seed;
  options.plan.rate = 20;
  options.run.time_limit = 10s;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 30ms};
  options.run.network.loss = sim::Probability::percent(10);
  options.run.network.duplicate = sim::Probability::percent(20);
  return options;
}

TEST_CASE("g-counter-seq-kv: a read sees all that was added before, however stale seq-kv is") {
  testing::Cluster cluster(3, &sim::make_node<GCounterSeqKv>, stale());
  std::int64_t sum = 0;
  for (std::int64_t i = 1; i <= 20; ++i) {
    REQUIRE(cluster.rpc(cluster.n(0), Add{i}));
    sum += i;
    CHECK(value_at(cluster, 1) == sum);
    CHECK(value_at(cluster, 2) == sum);
  }
}

TEST_CASE("g-counter-stale: a node whose clients only read never sees what others add") {
  testing::Cluster cluster(2, &sim::make_node<broken::GCounterStale>, stale());
  for (std::int64_t i = 1; i <= 20; ++i) REQUIRE(cluster.rpc(cluster.n(0), Add{i}));
  cluster.run_for(60s);
  CHECK(value_at(cluster, 1) == 0);
  CHECK(value_at(cluster, 0) == 210);
  REQUIRE(cluster.rpc(cluster.n(1), Add{1}));
  CHECK(value_at(cluster, 1) == 211);
}

TEST_CASE("g-counter-seq-kv: additions at once share a cas, and each counts once") {
  testing::Cluster cluster(1, &sim::make_node<GCounterSeqKv>,
                           {.network = {.latency = {.mean = 100ms}}});
  for (int i = 0; i < 50; ++i) cluster.send(cluster.n(0), Add{2});
  cluster.run_for(1s);
  CHECK(value_at(cluster, 0) == 100);
  CHECK(cluster.simulation().traffic().servers.sent <= 2 + 2 + 2 + 2);
}

TEST_CASE("g-counter-seq-kv: a g-counter does not shrink") {
  testing::Cluster cluster(1, &sim::make_node<GCounterSeqKv>);
  const auto reply = cluster.rpc(cluster.n(0), Add{-1});
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == sim::ErrorCode::malformed_request);
  CHECK(cluster.rpc(cluster.n(0), Add{0}));
  CHECK(value_at(cluster, 0) == 0);
}

TEST_CASE("g-counter-seq-kv: what is lost and doubled on the way to seq-kv counts once") {
  for (const std::uint64_t seed : testing::seeds(30)) {
    CAPTURE(seed);
    const auto done = testing::experiment(hostile(seed), *find("g-counter-seq-kv"));
    CHECK(done.results.validity == checkers::Validity::valid);
  }
}

TEST_CASE("g-counter-seq-kv: every read, not only the last, lies between the sums it may be") {
  for (const std::uint64_t seed : testing::seeds(30)) {
    CAPTURE(seed);
    const auto done = testing::experiment(hostile(seed), *find("g-counter-seq-kv"));
    const auto verdict = checkers::check_counter(done.run.history);
    CHECK(verdict.validity == checkers::Validity::valid);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
