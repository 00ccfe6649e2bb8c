// kafka-lin-kv, one request at a time; workloads/survival_test.cpp has it under load.
#include "nodes/kafka/lin_kv.h"
#include "tests/nodes/kafka/requests.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using sim::kafka::CommitOffsets;
using sim::kafka::ListCommittedOffsets;
using sim::kafka::Offsets;
using sim::kafka::Send;
using testing::Cluster;

TEST_CASE("kafka-lin-kv: what one node appends every node shows, at the same offset") {
  Cluster cluster(3, &sim::make_node<nodes::KafkaLinKv>);
  CHECK(send(cluster, 0, "k", 7) == 0);
  CHECK(send(cluster, 1, "k", 8) == 1);
  CHECK(send(cluster, 0, "k", 9) == 2);
  for (const std::size_t node : {0U, 1U, 2U}) {
    CHECK(poll(cluster, node, {{"k", 0}}).at("k") == Records{{0, 7}, {1, 8}, {2, 9}});
  }
}

TEST_CASE("kafka-lin-kv: committed offsets are those of all nodes, and only rise") {
  Cluster cluster(2, &sim::make_node<nodes::KafkaLinKv>);
  REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 4}, {"l", 0}}}));
  REQUIRE(cluster.rpc(cluster.n(1), CommitOffsets{{{"k", 3}, {"l", 1}}}));
  CHECK(committed(cluster, 0, {"k", "l", "m"}) == Offsets{{"k", 4}, {"l", 1}});
}

TEST_CASE("kafka-lin-kv: a claim whose answer is lost appends its batch once") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::ClusterOptions options;
    options.seed = seed;
    options.network.loss = sim::Probability::percent(30);
    Cluster cluster(1, &sim::make_node<nodes::KafkaLinKv>, options);
    const auto sent = cluster.rpc(cluster.n(0), Send{"k", 7}, 100s);
    REQUIRE(sent);
    CHECK(sent->offset == 0);
    const auto again = cluster.rpc(cluster.n(0), Send{"k", 8}, 100s);
    REQUIRE(again);
    CHECK(again->offset == 1);
  }
}

TEST_CASE("kafka-lin-kv: without an answer of the service polls show what is known") {
  testing::ClusterOptions options;
  options.network.loss = sim::Probability::percent(100);
  Cluster cluster(1, &sim::make_node<nodes::KafkaLinKv>, options);
  CHECK(poll(cluster, 0, {{"k", 0}}).empty());
  CHECK(cluster.now() == sim::Time(500ms));
  const auto listed = cluster.rpc(cluster.n(0), ListCommittedOffsets{{"k"}});
  REQUIRE_FALSE(listed);
  CHECK(listed.error().code == sim::ErrorCode::temporarily_unavailable);
  const auto committed = cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 1}}});
  REQUIRE_FALSE(committed);
  CHECK(committed.error().code == sim::ErrorCode::timeout);
}

}  // namespace TEST_FILE
