#include "eddy/nodes/broadcast/gossip.h"

#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::broadcast::Broadcast;

testing::ClusterOptions slow_links() {
  return {.network = {.hop = 0ms, .latency = {.mean = 10ms}}};
}

std::uint64_t timers(const testing::Cluster& cluster) {
  const auto text =
      cluster.trace([](const sim::Event& event) { return event.is<sim::TimerFired>(); });
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::uint64_t sent(testing::Cluster& cluster) {
  return cluster.simulation().traffic().servers.sent;
}

TEST_CASE("gossip takes the shortest way, and uses each link twice") {
  testing::Cluster cluster(25, &sim::make_node<Gossip>, slow_links());
  cluster.topology(sim::TopologyKind::grid);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(8 * 10ms);
  for (std::size_t i = 0; i < 25; ++i) CHECK(cluster.program<Gossip>(i).known().contains(42));
  cluster.run_for(10s);
  // 40 links, two messages over each: there and acknowledged, or both ways at once.
  CHECK(sent(cluster) == 2 * 40);
}

TEST_CASE("gossip with nothing to tell is silent and sets no timer") {
  testing::Cluster cluster(9, &sim::make_node<Gossip>);
  cluster.topology(sim::TopologyKind::grid);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(10s);
  const auto messages_before = sent(cluster);
  const auto timers_before = timers(cluster);
  cluster.run_for(1h);
  CHECK(sent(cluster) == messages_before);
  CHECK(timers(cluster) == timers_before);
}

TEST_CASE("gossip that waits for a neighbour sends it all at once when it is back") {
  testing::Cluster cluster(2, &sim::make_node<Gossip>, slow_links());
  cluster.topology(sim::TopologyKind::line);
  cluster.partition({{"n0"}, {"n1"}});
  for (int value = 0; value < 100; ++value) REQUIRE(cluster.rpc(cluster.n(0), Broadcast{value}));
  cluster.run_for(60s);
  const auto before = sent(cluster);
  cluster.heal();
  const auto& known = cluster.program<Gossip>(1).known();
  CHECK(cluster.run_until([&] { return known.size() == 100; }, Patience::kMost + 10ms));
  cluster.run_for(10s);
  CHECK(sent(cluster) - before <= 3);  // one on its way at the heal, the rumour and its answer
}

TEST_CASE("gossip tries a neighbour that is cut off less and less often") {
  testing::Cluster cluster(2, &sim::make_node<Gossip>);
  cluster.topology(sim::TopologyKind::line);
  cluster.partition({{"n0"}, {"n1"}});
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(60s);
  CHECK(sent(cluster) < 40);
}

TEST_CASE("gossip takes late answers, though they come after it has sent again") {
  testing::Cluster cluster(2, &sim::make_node<Gossip>,
                           {.network = {.hop = 0ms, .latency = {.mean = 5s}}});
  cluster.topology(sim::TopologyKind::line);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(60s);
  const auto before = sent(cluster);
  cluster.run_for(60s);
  CHECK(sent(cluster) == before);
}

TEST_CASE("gossip tells new neighbours what it knew before") {
  testing::Cluster cluster(3, &sim::make_node<Gossip>);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{1}));
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{2}));
  cluster.topology(sim::TopologyKind::line);
  cluster.run_for(1s);
  CHECK(cluster.program<Gossip>(2).known().size() == 2);
}

TEST_CASE("a grid of 10,000 gossiping nodes learns a value at once") {
  testing::Cluster cluster(10'000, &sim::make_node<Gossip>);
  cluster.simulation().observe(nullptr);
  cluster.topology(sim::TopologyKind::grid);
  for (int value = 0; value < 3; ++value) {
    REQUIRE(cluster.rpc(cluster.n(0), Broadcast{value}));
    cluster.run_for(1s);
  }
  std::size_t known = 0;
  for (std::size_t i = 0; i < 10'000; ++i) known += cluster.program<Gossip>(i).known().size();
  CHECK(known == 30'000);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
