#include "nodes/broadcast/flood.h"

#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::broadcast::Broadcast;

testing::ClusterOptions slow_links() {
  return {.network = {.hop = 0ms, .latency = {.mean = 10ms}}};
}

TEST_CASE("flood: three nodes in a line, a value from one end to the other") {
  testing::Cluster cluster(3, &sim::make_node<Flood>, slow_links());
  cluster.topology(sim::TopologyKind::line);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(1s);
  REQUIRE(cluster.rpc(cluster.n(2), sim::broadcast::Read{}));
  CHECK(testing::matches_golden(cluster.trace(),
                                std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden/flood.txt"));
}

TEST_CASE("flood sends a value over each link once, twice where it meets itself") {
  testing::Cluster cluster(25, &sim::make_node<Flood>, slow_links());
  cluster.topology(sim::TopologyKind::grid);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(8 * 10ms);  // the eccentricity of a corner
  for (std::size_t i = 0; i < 25; ++i) CHECK(cluster.program<Flood>(i).known().contains(42));
  CHECK(cluster.simulation().traffic().servers.sent == 2 * 40 - 24);
}

TEST_CASE("flood forwards a value that comes again no more") {
  testing::Cluster cluster(3, &sim::make_node<Flood>);
  cluster.topology(sim::TopologyKind::line);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(100ms);
  REQUIRE(cluster.rpc(cluster.n(1), Broadcast{42}));
  cluster.run_for(1s);
  CHECK(cluster.simulation().traffic().servers.sent == 2);
}

TEST_CASE("flood loses what is sent during a partition") {
  testing::Cluster cluster(2, &sim::make_node<Flood>);
  cluster.topology(sim::TopologyKind::line);
  cluster.partition({{"n0"}, {"n1"}});
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(1s);
  cluster.heal();
  cluster.run_for(60s);
  CHECK_FALSE(cluster.program<Flood>(1).known().contains(42));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
