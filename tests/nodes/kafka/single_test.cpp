// kafka-single, one request at a time; workloads/kafka_test.cpp has it under load.
#include "nodes/kafka/single.h"
#include "tests/nodes/kafka/requests.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using sim::kafka::CommitOffsets;
using sim::kafka::Offsets;
using testing::Cluster;

TEST_CASE("kafka-single: every key is a log of its own") {
  Cluster cluster(1, &sim::make_node<nodes::KafkaSingle>);
  CHECK(send(cluster, 0, "k", 7) == 0);
  CHECK(send(cluster, 0, "l", 8) == 0);
  CHECK(send(cluster, 0, "k", 9) == 1);
  const auto polled = poll(cluster, 0, {{"k", 0}, {"l", 1}, {"m", 0}});
  CHECK(polled == std::map<std::string, Records>{{"k", {{0, 7}, {1, 9}}}});
}

TEST_CASE("kafka-single: tells the offsets that were committed") {
  Cluster cluster(1, &sim::make_node<nodes::KafkaSingle>);
  CHECK(committed(cluster, 0, {"k"}).empty());
  REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 4}}}));
  REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", 3}}}));
  CHECK(committed(cluster, 0, {"k", "l"}) == Offsets{{"k", 4}});
}

TEST_CASE("kafka-single: what was answered outlives a kill") {
  Cluster cluster(1, &sim::make_node<nodes::KafkaSingle>);
  cluster.disk_fault(0, sim::DiskTrouble::torn);
  for (int i = 0; i < 10; ++i) {
    CHECK(send(cluster, 0, "k", i) == i);
    REQUIRE(cluster.rpc(cluster.n(0), CommitOffsets{{{"k", i}}}));
    cluster.kill(0);
    cluster.restart(0);
    CHECK(committed(cluster, 0, {"k"}) == Offsets{{"k", i}});
    CHECK(poll(cluster, 0, {{"k", 0}}).at("k").size() == static_cast<std::size_t>(i) + 1);
  }
}

}  // namespace TEST_FILE
