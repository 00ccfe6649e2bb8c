// The README's coroutine: a node that tells a value until it is acknowledged.
#include <doctest/doctest.h>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace eddy::sim;
using namespace eddy::sim::broadcast;
using namespace std::chrono_literals;

class Persistent final : public Node {
 public:
  explicit Persistent(Host& host) : Node(host) { on(&Persistent::broadcast); }

  boost::json::value last;  // that it was told

 private:
  Result<BroadcastOk> broadcast(const Broadcast& m, NodeId from) {
    last = m.message;
    for (const NodeId peer : peers()) {
      if (from.is_client()) spawn(tell(peer, m));
    }
    return BroadcastOk{};
  }

  Task<void> tell(NodeId to, Broadcast value) {
    while (!co_await rpc(to, value, 1s)) log("{} has not answered; again", to);
  }
};

TEST_CASE("a loop around an rpc tells a value in spite of loss and a partition") {
  eddy::testing::Cluster cluster(2, &make_node<Persistent>,
                                 {.seed = 3, .network = {.loss = Probability::percent(50)}});
  cluster.partition({{"n0"}, {"n1"}});
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(10s);
  CHECK(cluster.program<Persistent>(1).last.is_null());
  cluster.heal();
  CHECK(cluster.run_until([&] { return cluster.program<Persistent>(1).last == 42; }, 60s));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
