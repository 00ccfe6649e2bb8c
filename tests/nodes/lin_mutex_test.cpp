#include "nodes/broken/lin_mutex_failover.h"
#include "nodes/broken/lin_mutex_lease.h"
#include "nodes/lin_mutex_proxy.h"
#include "nodes/lin_mutex_single.h"
#include "nodes/raft/lin_mutex_raft.h"
#include "tests/nodes/contender.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using eddy::testing::Cluster;
using sim::ErrorCode;
using test::Contender;

// One client has the lock at a time, and only that one gives it back. The clients talk to node 0
// and to the last node.
void check_lock(Cluster& cluster) {
  Contender one(cluster, 0, 0);
  Contender other(cluster, 1, cluster.nodes().size() - 1);
  CHECK(is_definite(one.release().error().code));
  REQUIRE(one.acquire());
  CHECK(is_definite(one.acquire().error().code));
  CHECK(is_definite(other.acquire().error().code));
  CHECK(is_definite(other.release().error().code));
  REQUIRE(one.release());
  REQUIRE(other.acquire());
  CHECK(is_definite(one.release().error().code));
  REQUIRE(other.release());
  REQUIRE(one.acquire());
}

TEST_CASE("lin-mutex: one node keeps a lock, for one client at a time") {
  Cluster cluster(1, &sim::make_node<LinMutexSingle>);
  check_lock(cluster);
}

TEST_CASE("lin-mutex: all nodes of lin-mutex-raft know who has the lock") {
  Cluster cluster(5, &sim::make_node<LinMutexRaft>, {.network = {.latency = {.mean = 10ms}}});
  REQUIRE(cluster.run_until(
      [&] {
        const auto& core = cluster.program<LinMutexRaft>(0).core();
        return core.leader() && core.leader() == cluster.program<LinMutexRaft>(4).core().leader();
      },
      20s));
  check_lock(cluster);
}

TEST_CASE("lin-mutex: all nodes of lin-mutex-proxy know who has the lock") {
  Cluster cluster(3, &sim::make_node<LinMutexProxy>, {.network = {.latency = {.mean = 10ms}}});
  check_lock(cluster);
}

TEST_CASE("lin-mutex-proxy gives and takes the lock once though messages are lost and doubled") {
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    Cluster cluster(3, &sim::make_node<LinMutexProxy>,
                    {.seed = seed,
                     .network = {.loss = sim::Probability::percent(10),
                                 .duplicate = sim::Probability::percent(50)}});
    Contender one(cluster, 0, 0);
    Contender other(cluster, 1, 2);
    for (int i = 0; i < 5; ++i) {
      REQUIRE(one.acquire());
      CHECK_FALSE(other.acquire());
      REQUIRE(one.release());
      REQUIRE(other.acquire());
      REQUIRE(other.release());
    }
  }
}

TEST_CASE("lin-mutex: the nodes of lin-mutex-failover agree while all of them answer") {
  Cluster cluster(3, &sim::make_node<broken::LinMutexFailover>);
  check_lock(cluster);
}

TEST_CASE("lin-mutex-failover grants the lock twice when n0 is cut off") {
  Cluster cluster(3, &sim::make_node<broken::LinMutexFailover>);
  Contender one(cluster, 0, 0);
  Contender other(cluster, 1, 2);
  REQUIRE(one.acquire());
  cluster.partition({{"n0"}, {"n1", "n2"}});
  CHECK(other.acquire());
}

TEST_CASE("lin-mutex-lease gives the lock away after a second") {
  Cluster cluster(1, &sim::make_node<broken::LinMutexLease>);
  Contender one(cluster, 0, 0);
  Contender other(cluster, 1, 0);
  REQUIRE(one.acquire());
  cluster.run_for(900ms);
  CHECK(other.acquire().error().code == ErrorCode::precondition_failed);
  cluster.run_for(200ms);
  CHECK(other.acquire());
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
