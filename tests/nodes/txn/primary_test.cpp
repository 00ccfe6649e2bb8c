#include "nodes/txn/primary.h"

#include <boost/json/parse.hpp>

#include "nodes/txn/replicas.h"
#include "tests/nodes/txn/requests.h"

namespace eddy::nodes::txn {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::ErrorCode;

TEST_CASE("a transaction is answered with what it has read, its own writes included") {
  testing::Cluster cluster(1, &sim::make_node<Primary>);
  const auto reply = cluster.rpc(
      cluster.n(0), txn(R"([["r", 1, null], ["append", 1, 6], ["append", 1, 7], ["r", 1, null]])"));
  REQUIRE(reply);
  CHECK(reply->txn ==
        txn(R"([["r", 1, null], ["append", 1, 6], ["append", 1, 7], ["r", 1, [6, 7]]])").txn);
  CHECK(read(cluster, 0, "1") == boost::json::parse("[6, 7]"));
}

TEST_CASE("all nodes answer from the one state") {
  testing::Cluster cluster(3, &sim::make_node<Primary>);
  REQUIRE(cluster.rpc(cluster.n(2), txn(R"([["w", 1, 5]])")));
  CHECK(read(cluster, 1, "1") == 5);
  const auto versions = cluster.program<Primary>(0).versions(1);
  REQUIRE(versions);
  CHECK(*versions == boost::json::array{5});
  CHECK_FALSE(cluster.program<Primary>(1).versions(1));
}

TEST_CASE("what is no transaction is refused") {
  testing::Cluster cluster(2, &sim::make_node<Primary>);
  for (std::size_t node = 0; node < 2; ++node) {
    const auto reply = cluster.rpc(cluster.n(node), txn(R"([["frobnicate", 1, 5]])"));
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == ErrorCode::malformed_request);
  }
}

TEST_CASE("a forward that is lost and doubled is carried out once") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(2, &sim::make_node<Primary>, {.seed = seed});
    cluster.inject(sim::Loss{sim::Probability::percent(15)});
    cluster.inject(sim::Duplication{sim::Probability::percent(30)});
    boost::json::array expected;
    for (int i = 0; i < 10; ++i) {
      REQUIRE(cluster.rpc(cluster.n(1), txn(fmt::format(R"([["append", 1, {}]])", i)), 10s));
      expected.push_back(i);
    }
    CHECK(read(cluster, 0, "1") == expected);
  }
}

TEST_CASE("a forward is carried out once, though the primary is killed at any time") {
  std::size_t answered = 0;
  for (const std::uint64_t seed : testing::seeds(50)) {
    CAPTURE(seed);
    testing::Cluster cluster(2, &sim::make_node<Primary>, {.seed = seed});
    const auto one = txn(R"([["append", 1, 7]])");
    cluster.send(cluster.n(1), one);
    cluster.run_for(std::chrono::microseconds(300 * seed));
    const auto before = cluster.program<Primary>(0).versions(1);
    cluster.kill(0);
    cluster.restart(0);
    cluster.run_for(5s);
    CHECK(read(cluster, 0, "1") == boost::json::array{7});
    if (before && !before->empty()) ++answered;
  }
  CHECK(answered > 0);
}

TEST_CASE("overlapping transactions that write one key all get through, one after another") {
  testing::Cluster cluster(1, &sim::make_node<Primary>);
  for (int i = 0; i < 5; ++i) {
    cluster.send(cluster.n(0), txn(fmt::format(R"([["r", 1, null], ["append", 1, {}]])", i)));
  }
  cluster.run_for(1s);
  CHECK(read(cluster, 0, "1").as_array().size() == 5);
}

TEST_CASE("no crowd on one key is answered txn-conflict") {
  constexpr int kCrowd = 300;
  testing::Cluster cluster(3, &sim::make_node<Primary>);
  for (int i = 0; i < kCrowd; ++i) {
    cluster.send(cluster.n(static_cast<std::size_t>(i) % 3),
                 txn(fmt::format(R"([["r", 1, null], ["r", 2, null], ["append", 1, {}]])", i)));
  }
  cluster.run_for(2s);
  CHECK(read(cluster, 0, "1").as_array().size() == kCrowd);
}

TEST_CASE("a replica answers reads without the primary, with a state that was") {
  testing::Cluster cluster(3, &sim::make_node<Replicas>);
  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["w", 1, 5], ["w", 2, 6]])")));
  cluster.run_for(1s);
  cluster.partition({{"n0", "n1"}, {"n2"}});
  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["w", 1, 7]])")));
  CHECK(read(cluster, 2, "1") == 5);
  cluster.heal();
  cluster.run_for(1s);
  CHECK(read(cluster, 2, "1") == 7);
}

TEST_CASE("replicas get all commits, in spite of loss, in the order in which they were made") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(
        3, &sim::make_node<Replicas>,
        {.seed = seed, .network = {.latency = {sim::LatencyDistribution::exponential, 50ms}}});
    cluster.inject(sim::Loss{sim::Probability::percent(15)});
    for (int i = 0; i < 30; ++i) {
      cluster.send(cluster.n(0), txn(fmt::format(R"([["append", 1, {}]])", i)));
      cluster.run_for(5ms);
    }
    cluster.run_for(10s);
    const auto expected = read(cluster, 0, "1");
    CHECK(expected.as_array().size() > 20);
    for (std::size_t i = 1; i < 3; ++i) CHECK(read(cluster, i, "1") == expected);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
