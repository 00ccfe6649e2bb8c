// What the services show of their states.
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "nodes/echo.h"
#include "tests/nodes/services/session.h"
#include "tests/nodes/shown_state.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using eddy::testing::Cluster;
using sim::lin_kv::Read;
using sim::lin_kv::Write;
using test::Session;
using test::shown_state;

TEST_CASE("states: lin-kv shows what it holds, or how much and what was written last") {
  Cluster cluster(1, &sim::make_node<Echo>);
  Session session(cluster, sim::kLinKv, sim::NodeId::client(0));
  CHECK(shown_state(cluster, sim::kLinKv) == R"({"kv":{}})");
  REQUIRE(session.ask(Write{"root", "n1"}));
  REQUIRE(session.ask(Write{{"log", 1}, 5}));
  CHECK(shown_state(cluster, sim::kLinKv) == R"({"kv":{"[\"log\",1]":5,"root":"n1"}})");
  for (int i = 0; i < 100; ++i) REQUIRE(session.ask(Write{i, 2 * i}));
  CHECK(shown_state(cluster, sim::kLinKv) == R"({"kv":{"keys":102,"latest":{"99":198}}})");
}

TEST_CASE("states: seq-kv shows its newest state, and which state each client has seen") {
  Cluster cluster(1, &sim::make_node<Echo>);
  Session client(cluster, sim::kSeqKv, sim::NodeId::client(0));
  Session node(cluster, sim::kSeqKv, cluster.n(0));
  REQUIRE(node.ask(Write{"x", 1}));
  REQUIRE(client.ask(Write{"x", 2}));
  REQUIRE(client.ask(Write{"y", 3}));
  CHECK(shown_state(cluster, sim::kSeqKv) ==
        R"({"newest":3,"kv":{"x":2,"y":3},"seen":{"n0":1,"c0":3}})");
}

TEST_CASE("states: lww-kv shows what each replica holds as long as they may differ") {
  Cluster cluster(1, &sim::make_node<Echo>);
  Session session(cluster, sim::kLwwKv, sim::NodeId::client(0));
  REQUIRE(session.ask(Write{"x", 1}));
  const auto state = boost::json::parse(shown_state(cluster, sim::kLwwKv));
  const auto& replicas = state.at("replicas").at("x").as_array();
  CHECK(replicas.size() == 5);
  CHECK(std::count(replicas.begin(), replicas.end(), nullptr) == 4);
  CHECK(std::count(replicas.begin(), replicas.end(), 1) == 1);
  cluster.run_for(10s);
  CHECK(shown_state(cluster, sim::kLwwKv) == R"({"kv":{"x":1}})");
}

TEST_CASE("states: lin-tso shows which timestamp comes next") {
  Cluster cluster(1, &sim::make_node<Echo>);
  Session session(cluster, sim::kLinTso, sim::NodeId::client(0));
  for (int i = 0; i < 3; ++i) REQUIRE(session.ask(sim::lin_tso::Ts{}));
  CHECK(shown_state(cluster, sim::kLinTso) == R"({"next":3})");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
