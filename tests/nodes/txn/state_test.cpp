// What the nodes of databases show of their states.
#include "nodes/broken/txn_long_fork.h"
#include "nodes/txn/available.h"
#include "nodes/txn/datomic.h"
#include "nodes/txn/primary.h"
#include "nodes/txn/replicas.h"
#include "tests/nodes/shown_state.h"
#include "tests/nodes/txn/requests.h"

namespace eddy::nodes::txn {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::shown_state;

TEST_CASE("states: a primary shows its last commit and its values, who forwards what it forwards") {
  testing::Cluster cluster(2, &sim::make_node<Primary>);
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["append", 1, 6], ["append", 1, 7]])")));
  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["append", 2, 8]])")));
  CHECK(shown_state(cluster, 0) == R"({"epoch":1,"commit":2,"values":{"1":[6,7],"2":[8]}})");
  CHECK(shown_state(cluster, 1) == R"({"epoch":1})");
  cluster.partition({{"n0"}, {"n1"}});
  cluster.send(cluster.n(1), txn(R"([["append", 2, 9]])"));
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 1) == R"({"epoch":1,"forwarded":1})");
  for (int i = 0; i < 20; ++i)
    REQUIRE(cluster.rpc(cluster.n(0), txn(fmt::format(R"([["append", {}, 1]])", i))));
  CHECK(shown_state(cluster, 0) ==
        R"({"epoch":1,"commit":22,"values":{"keys":20,"latest":{"19":[1]}}})");
}

TEST_CASE("states: a replica shows up to which commit it has taken them, and which of later ones") {
  testing::Cluster cluster(2, &sim::make_node<broken::TxnLongFork>);
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 5]])")));
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 1) == R"({"epoch":1,"commit":1,"values":{"1":5}})");
  cluster.partition({{"n0"}, {"n1"}});
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 2, 6]])")));
  cluster.run_for(10ms);
  cluster.heal();
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 3, 7]])")));
  cluster.run_for(1ms);
  CHECK(shown_state(cluster, 1) == R"({"epoch":1,"commit":1,"early":[3],"values":{"1":5,"3":7}})");
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 1) == R"({"epoch":1,"commit":3,"values":{"1":5,"2":6,"3":7}})");
}

TEST_CASE("states: a node of datomic shows the root and the values that it has seen") {
  testing::Cluster cluster(2, &sim::make_node<Datomic>);
  CHECK(read(cluster, 0, "1").is_null());
  CHECK(shown_state(cluster, 0) == R"({"epoch":1,"root":null,"values":{}})");
  REQUIRE(cluster.rpc(cluster.n(1), txn(R"([["w", 1, 5], ["w", 2, 6]])")));
  CHECK(read(cluster, 0, "2") == 6);
  CHECK(shown_state(cluster, 0) == R"({"epoch":1,"root":"n1-1-1","values":{"2":6}})");
}

TEST_CASE("states: an available node shows its clock, its values, and who has not acknowledged") {
  testing::Cluster cluster(3, &sim::make_node<ReadUncommitted>);
  cluster.partition({{"n0", "n1"}, {"n2"}});
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 5], ["w", 2, 6]])")));
  REQUIRE(cluster.rpc(cluster.n(0), txn(R"([["w", 1, 7]])")));
  cluster.run_for(1s);
  CHECK(shown_state(cluster, 0) ==
        R"({"clock":2,"values":{"1":7,"2":6},"unacknowledged":{"n2":3}})");
  CHECK(shown_state(cluster, 1) == R"({"clock":2,"values":{"1":7,"2":6}})");
  CHECK(shown_state(cluster, 2) == R"({"clock":0,"values":{}})");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
