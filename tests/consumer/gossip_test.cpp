#include <eddy/nodes/broadcast/gossip.h>
#include <eddy/testing.h>

using namespace std::chrono_literals;
using eddy::nodes::Gossip;
using eddy::sim::broadcast::Broadcast;

TEST_CASE("a value crosses a partition once it heals") {
  eddy::testing::Cluster cluster(5, &eddy::sim::make_node<Gossip>, {.seed = 7});
  cluster.topology(eddy::sim::TopologyKind::line);
  cluster.partition({{"n0", "n1"}, {"n2", "n3", "n4"}});
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(10s);
  CHECK_FALSE(cluster.program<Gossip>(4).known().contains(42));
  cluster.heal();
  CHECK(cluster.run_until([&] { return cluster.program<Gossip>(4).known().contains(42); }, 10s));
}
