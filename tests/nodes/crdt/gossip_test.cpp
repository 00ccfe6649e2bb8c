// Sets and counters that are CRDTs over gossip.
#include "eddy/testing.h"
#include "nodes/broken/g_set_larger.h"
#include "nodes/broken/pn_counter_once.h"
#include "nodes/crdt/counter_gossip.h"
#include "nodes/crdt/g_set_gossip.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
namespace counter = sim::counter;
namespace g_set = sim::g_set;

std::int64_t value_at(eddy::testing::Cluster& cluster, std::size_t node) {
  return cluster.rpc(cluster.n(node), counter::Read{})->value;
}

std::size_t size_at(eddy::testing::Cluster& cluster, std::size_t node) {
  return cluster.rpc(cluster.n(node), g_set::Read{})->value.size();
}

TEST_CASE("counter-gossip: both sides of a partition count on, and agree once it heals") {
  eddy::testing::Cluster cluster(4, &sim::make_node<CounterGossip>);
  cluster.partition({{"n0", "n1"}, {"n2", "n3"}});
  for (std::size_t i = 0; i < 4; ++i) REQUIRE(cluster.rpc(cluster.n(i), counter::Add{-7}));
  REQUIRE(cluster.rpc(cluster.n(3), counter::Add{100}));
  cluster.run_for(10s);
  CHECK(value_at(cluster, 0) == -14);
  CHECK(value_at(cluster, 1) == -14);
  CHECK(value_at(cluster, 2) == 86);
  cluster.heal();
  cluster.run_for(5s);
  for (std::size_t i = 0; i < 4; ++i) CHECK(value_at(cluster, i) == 72);
}

TEST_CASE("counter-gossip: what is lost and doubled on the way counts once") {
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    eddy::testing::Cluster cluster(5, &sim::make_node<CounterGossip>,
                                   {.seed = seed,
                                    .network = {.hop = 0ms,
                                                .latency = {.mean = 50ms},
                                                .loss = sim::Probability::percent(30),
                                                .duplicate = sim::Probability::percent(30)}});
    for (int i = 0; i < 50; ++i) {
      REQUIRE(cluster.rpc(cluster.n(static_cast<std::size_t>(i) % 5), counter::Add{i % 3 - 1}));
      cluster.run_for(20ms);
    }
    cluster.run_for(10s);
    for (std::size_t i = 0; i < 5; ++i) CHECK(value_at(cluster, i) == -1);
  }
}

TEST_CASE("counter-gossip: the rate of its messages does not depend on loss, copies or load") {
  const auto sent = [](sim::NetworkOptions network, int adds) {
    eddy::testing::Cluster cluster(5, &sim::make_node<CounterGossip>, {.network = network});
    for (int i = 0; i < 1'000; ++i) {
      if (i < adds) REQUIRE(cluster.rpc(cluster.n(0), counter::Add{1}));
      cluster.run_for(20ms);
    }
    return cluster.simulation().traffic().servers.sent;
  };
  const auto idle = sent({}, 0);
  CHECK(idle < 5 * 20 * 5 * 2 * 1.2);  // 5 nodes, 20 s, 5 rounds a second, there and back
  CHECK(sent({.latency = {.mean = 1s}, .duplicate = sim::Probability::percent(50)}, 1'000) <
        2 * idle);
}

TEST_CASE("g-set-gossip: an element goes straight to every other node") {
  eddy::testing::Cluster cluster(25, &sim::make_node<GSetGossip>,
                                 {.network = {.hop = 0ms, .latency = {.mean = 100ms}}});
  REQUIRE(cluster.rpc(cluster.n(0), g_set::Add{"one"}));
  REQUIRE(cluster.rpc(cluster.n(0), g_set::Add{"one"}));
  CHECK(cluster.simulation().traffic().servers.sent == 24);
  cluster.run_for(100ms);
  for (std::size_t i = 0; i < 25; ++i) CHECK(size_at(cluster, i) == 1);
}

TEST_CASE("g-set-gossip: both sides of a partition grow, and are one set once it heals") {
  eddy::testing::Cluster cluster(4, &sim::make_node<GSetGossip>);
  cluster.partition({{"n0", "n1"}, {"n2", "n3"}});
  for (std::size_t i = 0; i < 4; ++i) REQUIRE(cluster.rpc(cluster.n(i), g_set::Add{i}));
  cluster.run_for(10s);
  for (std::size_t i = 0; i < 4; ++i) CHECK(size_at(cluster, i) == 2);
  cluster.heal();
  cluster.run_for(5s);
  for (std::size_t i = 0; i < 4; ++i) CHECK(size_at(cluster, i) == 4);
}

TEST_CASE("the wrong twins: what one loses by a partition, the other by what comes after it") {
  eddy::testing::Cluster counters(2, &sim::make_node<broken::PnCounterOnce>,
                                  {.network = {.hop = 0ms}});
  counters.partition({{"n0"}, {"n1"}});
  REQUIRE(counters.rpc(counters.n(0), counter::Add{3}));
  counters.heal();
  counters.run_for(60s);
  CHECK(value_at(counters, 1) == 0);

  eddy::testing::Cluster sets(2, &sim::make_node<broken::GSetLarger>);
  sets.partition({{"n0"}, {"n1"}});
  REQUIRE(sets.rpc(sets.n(0), g_set::Add{1}));
  REQUIRE(sets.rpc(sets.n(1), g_set::Add{2}));
  REQUIRE(sets.rpc(sets.n(1), g_set::Add{3}));
  sets.heal();
  sets.run_for(5s);
  CHECK(size_at(sets, 0) == 2);
  CHECK(size_at(sets, 1) == 2);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
