// What nodes that keep logs show of their states.
#include "nodes/broken/kafka_early_offsets.h"
#include "nodes/kafka/lin_kv.h"
#include "nodes/kafka/single.h"
#include "tests/nodes/kafka/requests.h"
#include "tests/nodes/shown_state.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using nodes::test::shown_state;
using sim::kafka::CommitOffsets;
using testing::Cluster;

TEST_CASE("states: a node with logs shows of each key its end, and what is committed") {
  Cluster single(1, &sim::make_node<nodes::KafkaSingle>);
  Cluster several(2, &sim::make_node<nodes::KafkaLinKv>);
  for (Cluster* cluster : {&single, &several}) {
    send(*cluster, 0, "l", 8);
    send(*cluster, 0, "k", 7);
    send(*cluster, 0, "k", 9);
    REQUIRE(cluster->rpc(cluster->n(0), CommitOffsets{{{"k", 1}}}));
    CHECK(shown_state(*cluster, 0) == R"({"epoch":1,"end":{"k":2,"l":1},"committed":{"k":1}})");
  }
  several.run_for(1s);
  CHECK(shown_state(several, 1) == R"({"epoch":1,"end":{"k":2,"l":1},"committed":{}})");
}

TEST_CASE("states: of many logs the number is shown, and the one that has grown last") {
  Cluster single(1, &sim::make_node<nodes::KafkaSingle>);
  Cluster several(1, &sim::make_node<nodes::KafkaLinKv>);
  for (Cluster* cluster : {&single, &several}) {
    for (int i = 0; i < 20; ++i) send(*cluster, 0, fmt::format("k{}", i), i);
    send(*cluster, 0, "k3", 20);
    CHECK(shown_state(*cluster, 0) ==
          R"({"epoch":1,"end":{"keys":20,"latest":{"k3":2}},"committed":{}})");
  }
}

TEST_CASE(
    "states: kafka-early-offsets shows that it has given out more offsets than it has stored") {
  Cluster cluster(1, &sim::make_node<nodes::broken::KafkaEarlyOffsets>);
  for (int i = 0; i < 3; ++i) cluster.send(cluster.n(0), sim::kafka::Send{"k", i});
  cluster.run_for(0ms);
  CHECK(shown_state(cluster, 0) == R"({"end":{"k":3},"stored":{"k":0},"committed":{}})");
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 0) == R"({"end":{"k":3},"stored":{"k":3},"committed":{}})");
}

}  // namespace TEST_FILE
