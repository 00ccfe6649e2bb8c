#include "nodes/txn/available.h"

#include "tests/nodes/txn/requests.h"

namespace eddy::nodes::txn {
namespace TEST_FILE {

using namespace std::chrono_literals;

std::size_t updates_sent(const testing::Cluster& cluster) {
  const std::string text = cluster.trace([](const sim::Event& event) {
    return event.is<sim::Delivered>() && event.message()->body->type().name == "updates";
  });
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("both sides of a partition answer, and agree once it is healed") {
  testing::Cluster cluster(5, &sim::make_node<ReadCommitted>);
  cluster.partition({{"n0", "n1"}, {"n2", "n3", "n4"}});
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 10], ["w", 2, 10]])")));
  REQUIRE(cluster.rpc(cluster.n(4), txn(R"([["w", 1, 20], ["w", 2, 20]])")));
  cluster.run_for(1s);
  CHECK(read(cluster, 1, "1") == 10);
  CHECK(read(cluster, 3, "1") == 20);
  cluster.heal();
  cluster.run_for(10s);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(read(cluster, i, "1") == read(cluster, 0, "2"));  // of one transaction
    CHECK(*cluster.program<ReadCommitted>(i).versions(1) ==
          *cluster.program<ReadCommitted>(0).versions(1));
  }
}

TEST_CASE("all replicas agree after loss and duplication") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(3, &sim::make_node<ReadUncommitted>, {.seed = seed});
    cluster.inject(sim::Loss{sim::Probability::percent(50)});
    cluster.inject(sim::Duplication{sim::Probability::percent(30)});
    for (int i = 0; i < 20; ++i) {
      const auto node = static_cast<std::size_t>(i % 3);
      REQUIRE(cluster.rpc(cluster.n(node), txn(fmt::format(R"([["w", 1, {}]])", i))));
    }
    cluster.heal();
    cluster.run_for(20s);
    CHECK(cluster.program<ReadUncommitted>(0).versions(1)->size() == 20);
    for (std::size_t i = 1; i < 3; ++i) {
      CHECK(*cluster.program<ReadUncommitted>(i).versions(1) ==
            *cluster.program<ReadUncommitted>(0).versions(1));
    }
  }
}

TEST_CASE("read committed tells of a transaction at once, and not of what it overwrites itself") {
  testing::Cluster cluster(2, &sim::make_node<ReadCommitted>);
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 1], ["w", 1, 2], ["w", 2, 3]])")));
  cluster.run_for(1s);
  CHECK(updates_sent(cluster) == 1);
  CHECK(*cluster.program<ReadCommitted>(1).versions(1) == boost::json::array{2});
}

TEST_CASE("read uncommitted tells of each write") {
  testing::Cluster cluster(2, &sim::make_node<ReadUncommitted>);
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 1], ["w", 1, 2], ["w", 2, 3]])")));
  cluster.run_for(1s);
  CHECK(updates_sent(cluster) == 3);
  CHECK(*cluster.program<ReadUncommitted>(1).versions(1) == boost::json::array{1, 2});
}

TEST_CASE("what only reads is told to nobody, and registers take no appends") {
  testing::Cluster cluster(2, &sim::make_node<ReadCommitted>);
  read(cluster, 0, "1");
  CHECK(updates_sent(cluster) == 0);
  const auto reply = cluster.rpc(cluster.n(0), txn(R"([["append", 1, 1]])"));
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == sim::ErrorCode::not_supported);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
