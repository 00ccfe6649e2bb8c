// What programs show of their states, and that it is little and changes nothing. Those of kafka,
// transactions, Raft and the services have tests of their own.
#include <algorithm>
#include <map>
#include <set>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/hash.h"
#include "eddy/sim/protocol/counter.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/g_set.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/unique_ids.h"
#include "eddy/workloads/plan.h"
#include "nodes/broken/broadcast_forgets.h"
#include "nodes/broken/echo_mixed_up.h"
#include "nodes/broken/g_counter_stale.h"
#include "nodes/broken/g_set_larger.h"
#include "nodes/broken/lin_kv_proxy_lease.h"
#include "nodes/broken/lin_mutex_failover.h"
#include "nodes/broken/lin_mutex_lease.h"
#include "nodes/broken/pn_counter_newest.h"
#include "nodes/broken/pn_counter_once.h"
#include "nodes/broken/unique_ids_memory.h"
#include "nodes/crdt/counter_gossip.h"
#include "nodes/crdt/g_set_gossip.h"
#include "nodes/g_counter_seq_kv.h"
#include "nodes/lin_kv_proxy.h"
#include "nodes/lin_kv_single.h"
#include "nodes/unique_ids_flake.h"
#include "tests/effort.h"
#include "tests/nodes/contender.h"
#include "tests/nodes/shown_state.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using eddy::testing::Cluster;
using test::Contender;
using test::shown_state;

TEST_CASE("states: a program that gives out ids shows its life and how many it has given") {
  Cluster cluster(1, &sim::make_node<UniqueIdsFlake>);
  CHECK(shown_state(cluster, 0).empty());
  REQUIRE(cluster.rpc(cluster.n(0), sim::Generate{}));
  CHECK(shown_state(cluster, 0) == R"({"epoch":1,"given":1})");
  cluster.kill(0);
  cluster.restart(0);
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 0) == R"({"epoch":2,"given":0})");

  Cluster forgetful(1, &sim::make_node<broken::UniqueIdsMemory>);
  REQUIRE(forgetful.rpc(forgetful.n(0), sim::Generate{}));
  CHECK(shown_state(forgetful, 0) == R"({"given":1})");
}

TEST_CASE("states: echo-mixed-up shows the request in work") {
  Cluster cluster(1, &sim::make_node<broken::EchoMixedUp>);
  REQUIRE(cluster.rpc(cluster.n(0), sim::Echo{"hello"}));
  CHECK(shown_state(cluster, 0) == R"({"current":"hello"})");
}

TEST_CASE("states: broadcast-forgets shows what it has seen, and what of this it has stored") {
  Cluster cluster(1, &sim::make_node<broken::BroadcastForgets>);
  for (int i = 1; i <= 2; ++i) cluster.send(cluster.n(0), sim::broadcast::Broadcast{i});
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 0) == R"({"seen":2,"stored":[2]})");
}

TEST_CASE("states: a set shows its elements, or their number and the latest") {
  Cluster sets(1, &sim::make_node<GSetGossip>);
  Cluster larger(1, &sim::make_node<broken::GSetLarger>);
  for (int i = 1; i <= 12; ++i) {
    REQUIRE(sets.rpc(sets.n(0), sim::g_set::Add{i}));
    REQUIRE(larger.rpc(larger.n(0), sim::g_set::Add{i}));
  }
  CHECK(shown_state(sets, 0) == R"({"known":[1,2,3,4,5,6,7,8,9,10,11,12]})");
  CHECK(shown_state(larger, 0) == R"({"elements":[1,2,3,4,5,6,7,8,9,10,11,12]})");
  REQUIRE(sets.rpc(sets.n(0), sim::g_set::Add{13}));
  REQUIRE(larger.rpc(larger.n(0), sim::g_set::Add{13}));
  CHECK(shown_state(sets, 0) == R"({"count":13,"latest":[13]})");
  CHECK(shown_state(larger, 0) == R"({"elements":{"count":13,"latest":[13]}})");
}

TEST_CASE("states: a counter shows its value, and whose it is") {
  Cluster counters(2, &sim::make_node<CounterGossip>);
  REQUIRE(counters.rpc(counters.n(0), sim::counter::Add{5}));
  CHECK(shown_state(counters, 0) == R"({"value":5,"added":{"n0":5}})");
  REQUIRE(counters.rpc(counters.n(1), sim::counter::Add{-2}));
  counters.run_for(2s);
  CHECK(shown_state(counters, 0) == R"({"value":3,"added":{"n0":5},"subtracted":{"n1":2}})");
  CHECK(shown_state(counters, 1) == shown_state(counters, 0));

  Cluster once(1, &sim::make_node<broken::PnCounterOnce>);
  REQUIRE(once.rpc(once.n(0), sim::counter::Add{5}));
  CHECK(shown_state(once, 0) == R"({"value":5})");

  Cluster newest(1, &sim::make_node<broken::PnCounterNewest>);
  newest.run_for(20ms);
  REQUIRE(newest.rpc(newest.n(0), sim::counter::Add{5}));
  CHECK(shown_state(newest, 0) == R"({"value":5,"totals":{"n0":{"value":5,"time_ms":20}}})");
}

TEST_CASE("states: a counter in seq-kv shows what it has added, and what of this is stored") {
  Cluster right(1, &sim::make_node<GCounterSeqKv>);
  Cluster stale(1, &sim::make_node<broken::GCounterStale>);
  for (Cluster* cluster : {&right, &stale}) {
    REQUIRE(cluster->rpc(cluster->n(0), sim::counter::Add{5}));
    REQUIRE(cluster->rpc(cluster->n(0), sim::counter::Read{}));
  }
  CHECK(shown_state(right, 0) == R"({"epoch":1,"total":5,"stored":5,"refreshed":1})");
  CHECK(shown_state(stale, 0) == R"({"epoch":1,"total":5,"stored":5,"refreshed":0})");
}

TEST_CASE("states: a store shows its values, or the number of its keys and the latest") {
  Cluster cluster(1, &sim::make_node<LinKvSingle>);
  CHECK(shown_state(cluster, 0) == R"({"kv":{}})");
  REQUIRE(cluster.rpc(cluster.n(0), sim::lin_kv::Write{"x", 5}));
  REQUIRE(cluster.rpc(cluster.n(0), sim::lin_kv::Write{1, nullptr}));
  CHECK(shown_state(cluster, 0) == R"({"kv":{"x":5,"1":null}})");
  for (int i = 0; i < 100; ++i) REQUIRE(cluster.rpc(cluster.n(0), sim::lin_kv::Write{i, 2 * i}));
  CHECK(shown_state(cluster, 0) == R"({"kv":{"keys":101,"latest":{"99":198}}})");
}

TEST_CASE("states: a proxy keeps nothing and shows nothing, one with leases shows them") {
  Cluster proxy(1, &sim::make_node<LinKvProxy>);
  REQUIRE(proxy.rpc(proxy.n(0), sim::lin_kv::Write{"x", 5}));
  CHECK(shown_state(proxy, 0).empty());

  Cluster leases(1, &sim::make_node<broken::LinKvProxyLease>, {.network = {.hop = {}}});
  REQUIRE(leases.rpc(leases.n(0), sim::lin_kv::Write{"x", 5}));
  CHECK(shown_state(leases, 0) == R"({"leased":{}})");
  leases.clock(0, 1s);
  REQUIRE(leases.rpc(leases.n(0), sim::lin_kv::Read{"x"}));
  CHECK(shown_state(leases, 0) == R"({"leased":{"x":{"value":5,"until_ms":1300}}})");
}

TEST_CASE("states: a lock shows who has it") {
  Cluster lease(1, &sim::make_node<broken::LinMutexLease>);
  CHECK(shown_state(lease, 0) == R"({"holder":null})");
  lease.run_for(20ms);
  REQUIRE(Contender(lease, 0, 0).acquire());
  CHECK(shown_state(lease, 0) == R"({"holder":"c0","since_ms":20})");
  lease.run_for(2s);
  REQUIRE(Contender(lease, 1, 0).acquire());
  CHECK(shown_state(lease, 0) == R"({"holder":"c1","since_ms":2020})");
  REQUIRE(Contender(lease, 1, 0).release());
  CHECK(shown_state(lease, 0) == R"({"holder":null})");

  Cluster failover(2, &sim::make_node<broken::LinMutexFailover>);
  REQUIRE(Contender(failover, 0, 0).acquire());
  failover.partition({{"n0"}, {"n1"}});
  REQUIRE(Contender(failover, 1, 1).acquire());
  CHECK(shown_state(failover, 0) == R"({"holder":"c0"})");
  CHECK(shown_state(failover, 1) == R"({"holder":"c1"})");
}

// Asks for states, as who records a run does.
class Asker final : public sim::Observer {
 public:
  void on_event(const sim::Event& /*event*/) override {}
  void on_state(sim::NodeId node, const sim::Program& program) override {
    const auto state = program.state();
    if (!state) return;
    const std::string text = boost::json::serialize(*state);
    if (!node.is_service()) ++of_nodes_;
    if (text.size() > longest_.size()) longest_ = text;
    hasher_.add(node.raw());
    hasher_.add(text);
  }

  // How many states nodes have shown.
  std::size_t of_nodes() const { return of_nodes_; }
  const std::string& longest() const { return longest_; }
  std::uint64_t hash() const { return hasher_.digest(); }

 private:
  std::size_t of_nodes_ = 0;
  std::string longest_;
  sim::Hasher hasher_;
};

std::uint64_t fingerprint(const ProgramEntry& program, sim::Observer* observer) {
  workloads::Options options;
  options.plan.workload = program.workload;
  options.run.program = program.name;
  options.run.seed = 3;
  options.run.time_limit = 10s;
  options.run.network.latency = {sim::LatencyDistribution::exponential, 10ms};
  options.plan.rate = testing::effort(40, 20);
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::kill,
                                sim::FaultKind::clock, sim::FaultKind::disk};
  options.plan.nemesis.interval = 2s;
  if (program.only_alone) options.run.node_count = 1;
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  options.plan.concurrency = workload->default_concurrency();
  workloads::Onlookers onlookers;
  onlookers.observer = observer;
  return workloads::experiment(options, *workload, program, onlookers).run.fingerprint;
}

TEST_CASE("states: every program that keeps something shows it, always in less than 1 kB") {
  const std::set<std::string> keep_nothing = {
      "echo",         "echo-forgetful",   "unique-ids-clock", "unique-ids-random16",
      "lin-kv-proxy", "lin-kv-proxy-seq", "lin-mutex-proxy"};
  for (const ProgramEntry& program : catalog()) {
    CAPTURE(program.name);
    Asker asker;
    const std::uint64_t asked = fingerprint(program, &asker);
    CHECK((asker.of_nodes() == 0) == keep_nothing.contains(program.name));
    CAPTURE(asker.longest());
    CHECK(asker.longest().size() < 1'000);
    // And the run is the same if nobody asks.
    CHECK(fingerprint(program, nullptr) == asked);
  }
}

TEST_CASE("states: a second run shows the same") {
  const auto programs = catalog();
  for (std::size_t i = 0; i < programs.size(); i += testing::effort(3, 5)) {
    CAPTURE(programs[i].name);
    Asker first;
    Asker second;
    fingerprint(programs[i], &first);
    fingerprint(programs[i], &second);
    CHECK(first.hash() == second.hash());
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
