// The database over lin-kv, one thing at a time; workloads/survival_test.cpp has it under load.
#include "nodes/txn/datomic.h"

#include <boost/json/parse.hpp>

#include "tests/nodes/services/session.h"
#include "tests/nodes/txn/requests.h"

namespace eddy::nodes::txn {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::ErrorCode;
namespace json = boost::json;

// What the service holds under a key, as a client reads it there.
json::value stored(eddy::testing::Cluster& cluster, const std::string& key) {
  test::Session session(cluster, *sim::NodeId::parse("lin-kv"), sim::NodeId::client(0));
  const auto reply = session.ask(sim::lin_kv::Read{json::value(key)});
  return reply ? reply->value : json::value();
}

TEST_CASE("datomic: a transaction is answered with what it has read, its own writes included") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Datomic>);
  const auto reply = cluster.rpc(
      cluster.n(0), txn(R"([["r", 1, null], ["append", 1, 6], ["append", 1, 7], ["r", 1, null]])"));
  REQUIRE(reply);
  CHECK(reply->txn ==
        txn(R"([["r", 1, null], ["append", 1, 6], ["append", 1, 7], ["r", 1, [6, 7]]])").txn);
}

TEST_CASE("datomic: what one node has written every node reads, at once") {
  eddy::testing::Cluster cluster(3, &sim::make_node<Datomic>);
  CHECK(read(cluster, 2, "1").is_null());
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 5], ["w", 2, 6]])")));
  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["w", 1, 7]])")));
  CHECK(read(cluster, 2, "1") == 7);
  CHECK(read(cluster, 0, "2") == 6);
}

TEST_CASE("datomic: only writes move the root, to an index that shares what did not change") {
  eddy::testing::Cluster cluster(2, &sim::make_node<Datomic>);
  CHECK(stored(cluster, "root").is_null());
  read(cluster, 0, "1");
  CHECK(stored(cluster, "root").is_null());

  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 5], ["w", 2, 6]])")));
  const json::value first = stored(cluster, "root");
  REQUIRE(first.is_string());
  const json::value first_index = stored(cluster, "index/" + std::string(first.as_string()));
  read(cluster, 1, "2");
  CHECK(stored(cluster, "root") == first);

  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["w", 1, 7]])")));
  const json::value second = stored(cluster, "root");
  CHECK(second != first);
  const json::value second_index = stored(cluster, "index/" + std::string(second.as_string()));
  CHECK(second_index.at("values").at("2") == first_index.at("values").at("2"));
  CHECK(second_index.at("values").at("1") != first_index.at("values").at("1"));
  // Nothing is ever written over.
  CHECK(stored(cluster, "index/" + std::string(first.as_string())) == first_index);
  CHECK(stored(cluster, "value/" + std::string(first_index.at("values").at("1").as_string())) == 5);
}

TEST_CASE("datomic: nodes that write one key at once all get through, one after another") {
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    eddy::testing::Cluster cluster(
        5, &sim::make_node<Datomic>,
        {.seed = seed, .network = {.latency = {sim::LatencyDistribution::exponential, 5ms}}});
    for (std::size_t node = 0; node < 5; ++node) {
      cluster.send(cluster.n(node),
                   txn(fmt::format(R"([["r", 1, null], ["append", 1, {}]])", node)));
    }
    cluster.run_for(5s);
    CHECK(read(cluster, 0, "1").as_array().size() == 5);
  }
}

TEST_CASE("datomic: a cas whose answer is lost has happened once") {
  for (const std::uint64_t seed : eddy::testing::seeds(20)) {
    eddy::testing::Cluster cluster(1, &sim::make_node<Datomic>, {.seed = seed});
    cluster.inject(sim::Loss{sim::Probability::percent(30)});
    json::array expected;
    for (int i = 0; i < 5; ++i) {
      const auto reply =
          cluster.rpc(cluster.n(0), txn(fmt::format(R"([["append", 1, {}]])", i)), 100s);
      REQUIRE(reply);
      expected.push_back(i);
    }
    cluster.heal();
    CHECK(read(cluster, 0, "1") == expected);
  }
}

TEST_CASE("datomic: without the service a transaction fails, and has not happened") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Datomic>,
                                 {.network = {.loss = sim::Probability::percent(100)}});
  const auto lost = cluster.rpc(cluster.n(0), txn(R"([["w", 1, 5]])"), 60s);
  REQUIRE_FALSE(lost);
  CHECK(lost.error().code == ErrorCode::abort);
}

TEST_CASE("datomic: what is no transaction is refused") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Datomic>);
  const auto reply = cluster.rpc(cluster.n(0), txn(R"([["frobnicate", 1, 5]])"));
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code == ErrorCode::malformed_request);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
