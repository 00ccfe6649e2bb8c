// What all broadcast programs that claim it must do: bring every value to every node, whatever
// happens to the network meanwhile.
#include "eddy/nodes/broadcast/gossip.h"
#include "eddy/sim/spread.h"
#include "eddy/testing.h"
#include "eddy/workloads/nemesis.h"
#include "nodes/broadcast/batched.h"
#include "nodes/broadcast/efficient.h"
#include "nodes/broadcast/single.h"
#include "nodes/broken/broadcast_forgets.h"
#include "nodes/broken/broadcast_neighbours.h"
#include "tests/effort.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::broadcast::Broadcast;
using sim::broadcast::Read;

constexpr std::size_t kNodes = 9;
constexpr std::uint64_t kSeeds = testing::effort(51, 5);
constexpr int kValues = 18;
// Less than the ten seconds that a workload waits before its final reads.
constexpr sim::Duration kRecovery = 9s;

using FaultOf = std::function<sim::Fault(std::uint64_t seed)>;

FaultOf partition(sim::PartitionShape shape) {
  return [shape](std::uint64_t seed) {
    const workloads::NemesisOptions options{{sim::FaultKind::partition}, 1s, shape};
    return workloads::plan_faults(seed, options, kNodes, 1h).front().fault;
  };
}

FaultOf always(const sim::Fault& fault) {
  return [fault](std::uint64_t) { return fault; };
}

template <class P>
bool all_known(testing::Cluster& cluster) {
  for (std::size_t i = 0; i < kNodes; ++i) {
    if (cluster.program<P>(i).known().size() != kValues) return false;
  }
  return true;
}

template <class P>
void spreads_in_spite_of(const FaultOf& fault_of) {
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    testing::Cluster cluster(kNodes, &sim::make_node<P>,
                             {.seed = seed, .network = {.latency = {.mean = 20ms}}});
    cluster.topology(sim::TopologyKind::grid);
    cluster.inject(fault_of(seed));
    for (int value = 0; value < kValues; ++value) {
      REQUIRE(
          cluster.rpc(cluster.n(static_cast<std::size_t>(value) * 4 % kNodes), Broadcast{value}));
      cluster.run_for(300ms);
    }
    cluster.heal();
    CHECK(cluster.run_until([&] { return all_known<P>(cluster); }, kRecovery));
    cluster.run_for(1s);
    const auto& spreads = cluster.simulation().spread().values();
    CHECK(spreads.size() == kValues);
    for (const sim::Spread& spread : spreads) CHECK(spread.nodes == kNodes);
    CHECK(cluster.simulation().failures().empty());
  }
}

TEST_CASE_TEMPLATE("every value reaches every node in spite of", P, Gossip, Efficient, Batched) {
  for (const sim::PartitionShape shape : kValuesOf<sim::PartitionShape>) {
    const std::string name = "a partition of shape " + std::string(name_of(shape));
    SUBCASE(name.c_str()) { spreads_in_spite_of<P>(partition(shape)); }
  }
  SUBCASE("loss") { spreads_in_spite_of<P>(always(sim::Loss{sim::Probability::percent(30)})); }
  SUBCASE("duplicates") {
    spreads_in_spite_of<P>(always(sim::Duplication{sim::Probability::percent(30)}));
  }
  SUBCASE("slow links") { spreads_in_spite_of<P>(always(sim::Slowness{500ms})); }
}

TEST_CASE_TEMPLATE("every value reaches every node though the loss never ends", P, Gossip,
                   Efficient, Batched) {
  for (const std::uint64_t seed : testing::seeds(kSeeds)) {
    testing::Cluster cluster(
        kNodes, &sim::make_node<P>,
        {.seed = seed,
         .network = {.latency = {.mean = 20ms}, .loss = sim::Probability::percent(30)}});
    cluster.topology(sim::TopologyKind::grid);
    for (int value = 0; value < kValues; ++value) {
      REQUIRE(cluster.rpc(cluster.n(0), Broadcast{value}));
    }
    CHECK(cluster.run_until([&] { return all_known<P>(cluster); }, kRecovery));
  }
}

TEST_CASE_TEMPLATE("broadcast takes any JSON value, and reads give each once", P, Single, Gossip,
                   Efficient, Batched) {
  testing::Cluster cluster(1, &sim::make_node<P>);
  cluster.topology(sim::TopologyKind::line);
  const boost::json::array values = {1, "one", nullptr, {{"a", 1}}, {1, 2}, 1.5, "one", 1};
  for (const auto& value : values) REQUIRE(cluster.rpc(cluster.n(0), Broadcast{value}));
  const auto reply = cluster.rpc(cluster.n(0), Read{});
  REQUIRE(reply);
  CHECK(reply->messages == boost::json::array(values.begin(), values.begin() + 6));
}

TEST_CASE("broadcast-neighbours: a value stops after its first hop") {
  testing::Cluster cluster(3, &sim::make_node<broken::BroadcastNeighbours>);
  cluster.topology(sim::TopologyKind::line);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(60s);
  CHECK(cluster.program<broken::BroadcastNeighbours>(1).known().contains(42));
  CHECK_FALSE(cluster.program<broken::BroadcastNeighbours>(2).known().contains(42));
}

TEST_CASE("broadcast-forgets keeps values that come one by one") {
  testing::Cluster cluster(3, &sim::make_node<broken::BroadcastForgets>);
  cluster.topology(sim::TopologyKind::line);
  for (int value = 0; value < 5; ++value) {
    REQUIRE(cluster.rpc(cluster.n(0), Broadcast{value}));
    cluster.run_for(20ms);
  }
  CHECK(cluster.program<broken::BroadcastForgets>(2).stored().size() == 5);
}

TEST_CASE("broadcast-forgets acknowledges two values and loses one of them everywhere") {
  testing::Cluster cluster(3, &sim::make_node<broken::BroadcastForgets>);
  cluster.topology(sim::TopologyKind::line);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{1}));
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{2}));
  cluster.run_for(60s);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(cluster.program<broken::BroadcastForgets>(i).stored().size() == 1);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
