// What Raft nodes show of their states.
#include "nodes/broken/lin_kv_raft_early_ack.h"
#include "nodes/raft/lin_kv_raft.h"
#include "nodes/raft/lin_mutex_raft.h"
#include "tests/nodes/contender.h"
#include "tests/nodes/shown_state.h"

namespace eddy::nodes::raft {
namespace TEST_FILE {

using namespace std::chrono_literals;
using eddy::testing::Cluster;
using sim::lin_kv::Write;
using test::shown_state;

// Waits until every node has applied something, and it is safe.
bool has_begun(Cluster& cluster) {
  const auto has_applied = [&](std::size_t node) {
    const std::string state = shown_state(cluster, node);
    return !state.empty() && boost::json::parse(state).at("applied") != 0;
  };
  const auto have_all = [&] {
    std::size_t count = 0;
    while (count < cluster.nodes().size() && has_applied(count)) ++count;
    return count == cluster.nodes().size();
  };
  const bool have = cluster.run_until(have_all, 30s);
  cluster.run_for(100ms);
  return have;
}

TEST_CASE("raft: a node shows its role, term, log, commit, vote, and what it has applied") {
  Cluster cluster(1, &sim::make_node<LinKvRaft>);
  CHECK(shown_state(cluster, 0).empty());
  REQUIRE(has_begun(cluster));
  CHECK(shown_state(cluster, 0) == R"({"role":"leader","term":1,"log":1,"commit":1,"applied":1,)"
                                   R"("vote":"n0","match":{},"kv":{}})");
  REQUIRE(cluster.rpc(cluster.n(0), Write{"x", 5}));
  CHECK(shown_state(cluster, 0) == R"({"role":"leader","term":1,"log":2,"commit":2,"applied":2,)"
                                   R"("vote":"n0","match":{},"kv":{"x":5}})");
}

TEST_CASE("raft: a leader shows how far the others have its log, a follower what it has itself") {
  Cluster cluster(3, &sim::make_node<LinKvRaft>);
  REQUIRE(has_begun(cluster));
  std::size_t leader = 0;
  while (!cluster.program<LinKvRaft>(leader).core().leads()) ++leader;
  const std::size_t follower = (leader + 1) % 3;
  const std::size_t cut_off = (leader + 2) % 3;
  const auto name = [](std::size_t i) { return fmt::format("n{}", i); };
  cluster.partition({{name(leader), name(follower)}, {name(cut_off)}});
  REQUIRE(cluster.rpc(cluster.n(leader), Write{"x", 5}));
  const auto state = boost::json::parse(shown_state(cluster, leader));
  CHECK(state.at("role") == "leader");
  CHECK(state.at("log") == 2);
  CHECK(state.at("match") == boost::json::object{{name(follower), 2}, {name(cut_off), 1}});
  CHECK(state.at("kv") == boost::json::object{{"x", 5}});
  const auto behind = boost::json::parse(shown_state(cluster, cut_off));
  CHECK(behind.at("role") != "leader");
  CHECK(behind.at("log") == 1);
  CHECK(behind.at("kv") == boost::json::object());
}

TEST_CASE("raft: a node that comes back shows that it has yet to apply its log") {
  Cluster cluster(3, &sim::make_node<LinKvRaft>);
  REQUIRE(has_begun(cluster));
  REQUIRE(cluster.rpc(cluster.n(0), Write{"x", 5}));
  cluster.run_for(1s);
  cluster.partition({{"n0"}, {"n1", "n2"}});
  cluster.kill(0);
  cluster.restart(0);
  cluster.run_for(50ms);
  const auto state = boost::json::parse(shown_state(cluster, 0));
  CHECK(state.at("log") == 2);
  CHECK(state.at("commit") == 0);
  CHECK(state.at("applied") == 0);
  CHECK(state.at("kv") == boost::json::object());
}

TEST_CASE("raft: a node that acknowledges early shows that its disk may still lose records") {
  Cluster right(1, &sim::make_node<LinKvRaft>);
  Cluster early(1, &sim::make_node<broken::LinKvRaftEarlyAck>);
  for (Cluster* cluster : {&right, &early}) {
    REQUIRE(has_begun(*cluster));
    cluster->run_for(2s);
    REQUIRE(cluster->rpc(cluster->n(0), Write{"x", 5}));
  }
  CHECK_FALSE(boost::json::parse(shown_state(right, 0)).as_object().contains("unsynced"));
  CHECK(boost::json::parse(shown_state(early, 0)).at("unsynced") == 1);
}

TEST_CASE("raft: a lock shows who has it") {
  Cluster cluster(1, &sim::make_node<LinMutexRaft>);
  REQUIRE(has_begun(cluster));
  test::Contender one(cluster, 0, 0);
  REQUIRE(one.acquire());
  CHECK(shown_state(cluster, 0) == R"({"role":"leader","term":1,"log":2,"commit":2,"applied":2,)"
                                   R"("vote":"n0","match":{},"holder":"c0"})");
  REQUIRE(one.release());
  CHECK(boost::json::parse(shown_state(cluster, 0)).at("holder").is_null());
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::raft
