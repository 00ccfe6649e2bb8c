#include <set>

#include "eddy/testing.h"
#include "nodes/broken/unique_ids_clock.h"
#include "nodes/broken/unique_ids_memory.h"
#include "nodes/broken/unique_ids_random16.h"
#include "nodes/unique_ids_flake.h"

namespace eddy::nodes {
namespace TEST_FILE {

// How many different ids come of so many requests, to the nodes in turn.
std::size_t different_ids(testing::Cluster& cluster, std::size_t requests) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < requests; ++i) {
    const auto reply = cluster.rpc(cluster.nodes()[i % cluster.nodes().size()], sim::Generate{});
    REQUIRE(reply);
    ids.insert(boost::json::serialize(reply->id));
  }
  return ids.size();
}

TEST_CASE("unique-ids-flake never gives an id twice, not even in a total partition") {
  testing::Cluster cluster(3, &sim::make_node<UniqueIdsFlake>);
  cluster.partition({{"n0"}, {"n1"}, {"n2"}});
  CHECK(different_ids(cluster, 1'000) == 1'000);
  CHECK(cluster.simulation().traffic().servers.sent == 0);
}

// The ids of two lives of a node.
std::set<std::string> ids_over_a_kill(testing::Cluster& cluster) {
  std::set<std::string> ids;
  for (int life = 0; life < 2; ++life) {
    for (int i = 0; i < 10; ++i) {
      const auto reply = cluster.rpc(cluster.n(0), sim::Generate{});
      REQUIRE(reply);
      ids.insert(boost::json::serialize(reply->id));
    }
    cluster.kill(0);
    cluster.restart(0);
  }
  return ids;
}

TEST_CASE("unique-ids-flake never gives an id twice, not even after a kill on a bad disk") {
  using sim::DiskTrouble;
  for (const auto trouble : {DiskTrouble::torn, DiskTrouble::error, DiskTrouble::bitrot}) {
    testing::Cluster cluster(1, &sim::make_node<UniqueIdsFlake>);
    cluster.disk_fault(0, trouble);
    CHECK(ids_over_a_kill(cluster).size() == 20);
  }
}

TEST_CASE("unique-ids-memory begins again after a kill") {
  testing::Cluster cluster(1, &sim::make_node<broken::UniqueIdsMemory>);
  CHECK(ids_over_a_kill(cluster).size() == 10);
}

TEST_CASE("unique-ids-clock gives one id to all requests of a millisecond") {
  testing::Cluster cluster(3, &sim::make_node<broken::UniqueIdsClock>);
  CHECK(different_ids(cluster, 10) == 1);
  cluster.run_for(std::chrono::milliseconds(1));
  CHECK(different_ids(cluster, 10) == 1);
}

TEST_CASE("unique-ids-random16 draws an id twice sooner or later") {
  testing::Cluster cluster(3, &sim::make_node<broken::UniqueIdsRandom16>);
  const std::size_t different = different_ids(cluster, 2'000);
  CHECK(different < 2'000);
  CHECK(different > 1'900);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
