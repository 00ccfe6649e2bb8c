#include <algorithm>

#include "eddy/sim/spread.h"
#include "eddy/testing.h"
#include "nodes/broadcast/batched.h"
#include "nodes/broadcast/efficient.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::broadcast::Broadcast;

// 50 values a second for 20 s, then rest.
void load(testing::Cluster& cluster) {
  for (std::uint32_t value = 0; value < 1'000; ++value) {
    REQUIRE(cluster.rpc(cluster.n(value * 7 % 25), Broadcast{value}));
    cluster.run_for(20ms);
  }
  cluster.run_for(10s);
}

double messages_per_value(testing::Cluster& cluster) {
  return static_cast<double>(cluster.simulation().traffic().servers.sent) / 1'000;
}

// How long each value took to its last node, ascending.
std::vector<sim::Duration> spread_times(testing::Cluster& cluster) {
  std::vector<sim::Duration> times;
  for (const sim::Spread& spread : cluster.simulation().spread().values()) {
    CHECK(spread.nodes == 25);
    times.push_back(spread.last - spread.first);
  }
  std::sort(times.begin(), times.end());
  return times;
}

bool is_news_sent(const sim::Event& event) {
  return event.is<sim::Sent>() && event.message()->body->get_if<News>() != nullptr;
}

TEST_CASE("efficient: 24 messages a value and one latency") {
  testing::Cluster cluster(25, &sim::make_node<Efficient>,
                           {.network = {.hop = 0ms, .latency = {.mean = 100ms}}});
  load(cluster);
  CHECK(messages_per_value(cluster) < 25);
  CHECK(spread_times(cluster).back() == 100ms);
}

TEST_CASE("batched: three messages a value, two latencies and the wait for the batch") {
  testing::Cluster cluster(25, &sim::make_node<Batched>,
                           {.network = {.hop = 0ms, .latency = {.mean = 100ms}}});
  load(cluster);
  CHECK(messages_per_value(cluster) < 3);
  const auto times = spread_times(cluster);
  REQUIRE(times.size() == 1'000);
  CHECK(times[500] < 450ms);
  CHECK(times.back() <= 600ms);
}

TEST_CASE("batched: a hub that is cut off delays values but loses none") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(5, &sim::make_node<Batched>,
                             {.seed = seed, .network = {.hop = 0ms, .latency = {.mean = 10ms}}});
    cluster.partition({{"n0"}, {"n1", "n2", "n3", "n4"}});
    REQUIRE(cluster.rpc(cluster.n(0), Broadcast{0}));
    REQUIRE(cluster.rpc(cluster.n(1), Broadcast{1}));
    const auto knows = [&](std::size_t node, int value) {
      return cluster.program<Batched>(node).known().contains(value);
    };
    // The nodes that are left find each other without it.
    CHECK(cluster.run_until([&] { return knows(2, 1) && knows(3, 1) && knows(4, 1); }, 10s));
    CHECK_FALSE(knows(0, 1));
    cluster.heal();
    CHECK(cluster.run_until(
        [&] { return knows(0, 1) && knows(1, 0) && knows(2, 0) && knows(3, 0) && knows(4, 0); },
        5s));
  }
}

TEST_CASE("efficient: who gets a value after a gap asks its origin for what is missing") {
  for (const std::uint64_t seed : testing::seeds(20)) {
    testing::Cluster cluster(3, &sim::make_node<Efficient>,
                             {.seed = seed, .network = {.hop = 0ms, .latency = {.mean = 10ms}}});
    cluster.partition({{"n0"}, {"n1"}}, sim::PartitionShape::one_way);
    REQUIRE(cluster.rpc(cluster.n(0), Broadcast{0}));
    cluster.run_for(20ms);
    cluster.heal();
    REQUIRE(cluster.rpc(cluster.n(0), Broadcast{1}));
    CHECK(cluster.run_until([&] { return cluster.program<Efficient>(1).known().contains(0); },
                            10ms + Efficient::kGrace + 20ms));
  }
}

TEST_CASE("batched: an origin sends its values again until the hub returns them") {
  testing::Cluster cluster(2, &sim::make_node<Batched>,
                           {.network = {.hop = 0ms, .latency = {.mean = 10ms}}});
  cluster.partition({{"n0"}, {"n1"}});
  REQUIRE(cluster.rpc(cluster.n(1), Broadcast{1}));
  cluster.run_for(60s);
  cluster.heal();
  CHECK(cluster.run_until([&] { return cluster.program<Batched>(0).known().contains(1); },
                          Batched::kGrace + 10ms));
  cluster.run_for(2s);
  const std::string before = cluster.trace(is_news_sent);
  CHECK(std::count(before.begin(), before.end(), '\n') > 60);
  cluster.run_for(60s);
  CHECK(cluster.trace(is_news_sent) == before);
}

TEST_CASE("batched: an origin whose batch was lost stops asking the hub for it") {
  testing::Cluster cluster(2, &sim::make_node<Batched>,
                           {.network = {.hop = 0ms, .latency = {.mean = 10ms}}});
  cluster.partition({{"n0"}, {"n1"}}, sim::PartitionShape::one_way);  // the hub is not heard
  REQUIRE(cluster.rpc(cluster.n(1), Broadcast{1}));
  cluster.run_for(10s);
  cluster.heal();
  cluster.run_for(2s);
  const std::string before = cluster.trace(is_news_sent);
  cluster.run_for(60s);
  CHECK(cluster.trace(is_news_sent) == before);
}

TEST_CASE_TEMPLATE("anti-entropy: nodes that agree send no values, only offers", P, Efficient,
                   Batched) {
  testing::Cluster cluster(9, &sim::make_node<P>,
                           {.network = {.hop = 0ms, .latency = {.mean = 100ms}}});
  for (int value = 0; value < 20; ++value) {
    REQUIRE(cluster.rpc(cluster.n(static_cast<std::size_t>(value) % 9), Broadcast{value}));
    cluster.run_for(50ms);
  }
  cluster.run_for(60s);
  const auto missing = [](const sim::Event& event) {
    return event.is<sim::Sent>() && event.message()->body->template get_if<Missing>() != nullptr;
  };
  CHECK(cluster.trace(missing).empty());
}

TEST_CASE_TEMPLATE("anti-entropy: a value that two origins were given is read once", P, Efficient,
                   Batched) {
  testing::Cluster cluster(3, &sim::make_node<P>,
                           {.network = {.hop = 0ms, .latency = {.mean = 100ms}}});
  for (std::size_t i = 0; i < 3; ++i) REQUIRE(cluster.rpc(cluster.n(i), Broadcast{42}));
  cluster.run_for(10s);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto reply = cluster.rpc(cluster.n(i), sim::broadcast::Read{});
    REQUIRE(reply);
    CHECK(boost::json::serialize(reply->messages) == "[42]");
  }
  CHECK(cluster.simulation().spread().values().front().nodes == 3);  // told once each
}

TEST_CASE_TEMPLATE("anti-entropy: a node alone has nobody to compare with", P, Efficient, Batched) {
  testing::Cluster cluster(1, &sim::make_node<P>);
  REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
  cluster.run_for(60s);
  CHECK(cluster.simulation().traffic().servers.sent == 0);
  CHECK(cluster.simulation().failures().empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
