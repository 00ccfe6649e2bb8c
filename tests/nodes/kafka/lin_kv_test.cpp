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
  cluster.run_for(100ms);
  for (const std::size_t node : {0U, 1U, 2U}) {
    CHECK(poll(cluster, node, {{"k", 0}}).at("k") == Records{{0, 7}, {1, 8}, {2, 9}});
  }
}

TEST_CASE(
    "kafka-lin-kv: polls show at once what others tell, and what they cannot a second later") {
  Cluster cluster(3, &sim::make_node<nodes::KafkaLinKv>, {.network = {.hop = {}}});
  CHECK(poll(cluster, 2, {{"k", 0}, {"l", 0}}).empty());
  send(cluster, 0, "k", 7);
  CHECK(poll(cluster, 2, {{"k", 0}}).at("k") == Records{{0, 7}});
  cluster.partition({{"n0", "n1"}, {"n2"}});
  send(cluster, 0, "k", 8);
  send(cluster, 1, "l", 1);
  CHECK(poll(cluster, 2, {{"k", 0}}).at("k") == Records{{0, 7}});
  cluster.run_for(1001ms);
  CHECK(poll(cluster, 2, {{"k", 0}}).at("k") == Records{{0, 7}, {1, 8}});
  CHECK(poll(cluster, 2, {{"l", 0}}).at("l") == Records{{0, 1}});
}

TEST_CASE("kafka-lin-kv: who is told of a batch and lacks the one before it looks for that one") {
  Cluster cluster(2, &sim::make_node<nodes::KafkaLinKv>, {.network = {.hop = {}}});
  CHECK(poll(cluster, 1, {{"k", 0}}).empty());
  cluster.partition({{"n0"}, {"n1"}});
  send(cluster, 0, "k", 7);
  cluster.heal();
  send(cluster, 0, "k", 8);
  CHECK(poll(cluster, 1, {{"k", 0}}).at("k") == Records{{0, 7}, {1, 8}});
}

TEST_CASE("kafka-lin-kv: a node that is alone asks nobody for what it knows") {
  Cluster cluster(1, &sim::make_node<nodes::KafkaLinKv>);
  send(cluster, 0, "k", 7);
  REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 0}}}));
  const std::string before = cluster.trace();
  poll(cluster, 0, {{"k", 0}});
  CHECK(committed(cluster, 0, {"k"}) == Offsets{{"k", 0}});
  REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 0}}}));
  CHECK(cluster.trace().substr(before.size()).find("lin-kv") == std::string::npos);
}

TEST_CASE("kafka-lin-kv: commits get through in spite of loss and copies, and never go back") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::ClusterOptions options;
    options.seed = seed;
    options.network.loss = sim::Probability::percent(30);
    options.network.duplicate = sim::Probability::percent(30);
    options.network.latency = {sim::LatencyDistribution::exponential, 50ms};
    Cluster cluster(2, &sim::make_node<nodes::KafkaLinKv>, options);
    for (sim::kafka::Offset offset = 0; offset < 10; ++offset) {
      for (const std::uint32_t node : {0U, 1U}) {
        while (!cluster.rpc(cluster.n(node), CommitOffsets{{{"k", 2 * offset + node}}}, 100s)) {
        }
      }
      const auto listed = cluster.rpc(cluster.n(0), ListCommittedOffsets{{"k"}}, 100s);
      if (listed) CHECK(listed->offsets == Offsets{{"k", 2 * offset + 1}});
    }
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
  Cluster cluster(2, &sim::make_node<nodes::KafkaLinKv>, options);
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
