#include "eddy/sim/network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "eddy/sim/loss_cause.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr NodeId kA = NodeId::node(0);
constexpr NodeId kB = NodeId::node(1);
constexpr NodeId kClient = NodeId::client(0);
constexpr Latency kExponential{LatencyDistribution::exponential, 100ms};
constexpr Latency kConstant{LatencyDistribution::constant, 100ms};

DrawKey key(std::int64_t number) { return {Time(Duration(number)), 0}; }

std::vector<Network::Travel> fates(const Network& network, NodeId src = kA, NodeId dest = kB) {
  std::vector<Network::Travel> all;
  for (int i = 0; i < 1'000; ++i) all.push_back(network.send(src, dest, key(i)));
  return all;
}

bool is_cut(const Network& network, NodeId src, NodeId dest) {
  return network.passage(src, dest) == Network::Passage::cut;
}

std::size_t lost(const std::vector<Network::Travel>& all) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& fate) { return !fate.first; }));
}

std::size_t doubled(const std::vector<Network::Travel>& all) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const auto& fate) { return fate.second.has_value(); }));
}

TEST_CASE("network: without faults every message arrives once after its latency") {
  const Network network(1, {.hop = 0ms, .latency = kConstant});
  for (const auto& fate : fates(network)) {
    CHECK(fate.first == 100ms);
    CHECK_FALSE(fate.second);
  }
}

TEST_CASE("network: a constant latency depends on no seed") {
  CHECK(fates(Network(1, {.hop = 0ms, .latency = kConstant})) ==
        fates(Network(2, {.hop = 0ms, .latency = kConstant})));
}

TEST_CASE("network: a drawn latency depends on seed and link and time of sending") {
  const Network network(1, {.hop = 0ms, .latency = kExponential});
  const auto latency = [&](NodeId src, NodeId dest, DrawKey when) {
    return *network.send(src, dest, when).first;
  };
  const Duration one = latency(kA, kB, key(5));
  CHECK(one == latency(kA, kB, key(5)));
  CHECK(one != latency(kB, kA, key(5)));
  CHECK(one != latency(kA, NodeId::node(2), key(5)));
  CHECK(one != latency(kA, kB, key(6)));
  CHECK(one != latency(kA, kB, {Time(5ns), 1}));
  CHECK(one != *Network(2, {.hop = 0ms, .latency = kExponential}).send(kA, kB, key(5)).first);
}

TEST_CASE("network: clients are beside their node and nothing befalls their messages") {
  Network network(1, {.hop = 0ms,
                      .latency = kConstant,
                      .loss = Probability::of(1),
                      .duplicate = Probability::of(1)});
  network.inject(FaultId{1}, Loss{Probability::of(1)});
  network.inject(FaultId{2}, Slowness{1s});
  network.inject(FaultId{3}, Partition{PartitionShape::halves, {{kA}, {kB}}});
  for (const auto& all : {fates(network, kClient, kA), fates(network, kA, kClient)}) {
    for (const auto& fate : all) {
      CHECK(fate.first == 0ms);
      CHECK_FALSE(fate.second);
    }
  }
  CHECK_FALSE(is_cut(network, kClient, kA));
  CHECK_FALSE(is_cut(network, kA, kClient));
}

TEST_CASE("network: a service has the network's weather, but faults pass it by") {
  const NetworkOptions options{.hop = 0ms,
                               .latency = kExponential,
                               .loss = Probability::percent(10),
                               .duplicate = Probability::percent(20)};
  const Network calm(1, options);
  Network stormy(1, options);
  stormy.inject(FaultId{4}, Loss{Probability::of(1)});
  stormy.inject(FaultId{5}, Duplication{Probability::of(1)});
  stormy.inject(FaultId{6}, Slowness{1s});
  stormy.inject(FaultId{7}, Partition{PartitionShape::halves, {{kA}, {kB}}});
  CHECK(fates(stormy, kA, kLinKv) == fates(calm, kA, kLinKv));
  CHECK(fates(stormy, kLinKv, kA) == fates(calm, kLinKv, kA));
  CHECK(lost(fates(calm, kA, kLinKv)) > 0);
  CHECK(doubled(fates(calm, kA, kLinKv)) > 0);
  CHECK_FALSE(is_cut(stormy, kA, kLinKv));
  CHECK_FALSE(is_cut(stormy, kLinKv, kA));
}

TEST_CASE("network: clients have a latency of their own when an option says so") {
  const Network constant(1, {.hop = 0ms,
                             .latency = kExponential,
                             .client_latency = {LatencyDistribution::constant, 7ms}});
  CHECK(constant.send(kClient, kA, key(1)).first == 7ms);
  const Network drawn(1, {.hop = 0ms, .client_latency = kExponential});
  CHECK(drawn.send(kClient, kA, key(1)).first != drawn.send(kClient, kA, key(2)).first);
}

TEST_CASE("network: loss is near its probability") {
  CHECK(lost(fates(Network(1, {.hop = 0ms, .loss = Probability::percent(10)}))) > 65);
  CHECK(lost(fates(Network(1, {.hop = 0ms, .loss = Probability::percent(10)}))) < 140);
  CHECK(lost(fates(Network(1, {.hop = 0ms, .loss = Probability::of(1)}))) == 1'000);
  CHECK(lost(fates(Network(1, {.hop = 0ms, .loss = Probability::of(0)}))) == 0);
}

TEST_CASE("network: duplicates are near their probability and travel on their own") {
  const auto all = fates(
      Network(1, {.hop = 0ms, .latency = kExponential, .duplicate = Probability::percent(30)}));
  CHECK(doubled(all) > 245);
  CHECK(doubled(all) < 360);
  CHECK(lost(all) == 0);
  for (const auto& fate : all) {
    if (fate.second) CHECK(fate.second != fate.first);
  }
}

TEST_CASE("network: what is lost is not doubled") {
  const Network network(1,
                        {.hop = 0ms, .loss = Probability::of(1), .duplicate = Probability::of(1)});
  CHECK(doubled(fates(network)) == 0);
  const auto some = fates(
      Network(1, {.hop = 0ms, .loss = Probability::percent(50), .duplicate = Probability::of(1)}));
  CHECK(lost(some) > 400);
  CHECK(lost(some) < 600);
  CHECK(doubled(some) == 1'000 - lost(some));
}

TEST_CASE("network: slowness adds up to twice its mean and keeps the latency drawn") {
  Network network(1, {.hop = 0ms, .latency = kExponential});
  const auto before = fates(network);
  network.inject(FaultId{8}, Slowness{50ms});
  const auto slow = fates(network);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < slow.size(); ++i) {
    const Duration added = *slow[i].first - *before[i].first;
    CHECK(added >= 0ms);
    CHECK(added <= 100ms);
    sum += added.count();
  }
  CHECK(sum / 1'000 > 46'000'000);
  CHECK(sum / 1'000 < 54'000'000);
}

TEST_CASE("network: loss and duplication leave the latencies of what arrives as they were") {
  const auto plain = fates(Network(1, {.hop = 0ms, .latency = kExponential}));
  const auto faulty = fates(Network(1, {.hop = 0ms,
                                        .latency = kExponential,
                                        .loss = Probability::percent(30),
                                        .duplicate = Probability::percent(30)}));
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (faulty[i].first) CHECK(faulty[i].first == plain[i].first);
  }
}

TEST_CASE("network: of several faults of a kind the strongest counts") {
  Network network(1, {.hop = 0ms, .latency = kConstant, .loss = Probability::percent(10)});
  network.inject(FaultId{9}, Loss{Probability::percent(5)});
  CHECK(fates(network) ==
        fates(Network(1, {.hop = 0ms, .latency = kConstant, .loss = Probability::percent(10)})));
  constexpr FaultId strong{10};
  network.inject(strong, Loss{Probability::percent(60)});
  network.inject(FaultId{11}, Loss{Probability::percent(40)});
  CHECK(fates(network) ==
        fates(Network(1, {.hop = 0ms, .latency = kConstant, .loss = Probability::percent(60)})));
  network.heal(strong);
  CHECK(fates(network) ==
        fates(Network(1, {.hop = 0ms, .latency = kConstant, .loss = Probability::percent(40)})));
}

TEST_CASE("network: cuts add up and each heals alone") {
  constexpr NodeId kC = NodeId::node(2);
  Network network(1, {.hop = 0ms});
  constexpr FaultId first{12};
  network.inject(first, Partition{PartitionShape::halves, {{kA}, {kB}}});
  constexpr FaultId second{13};
  network.inject(second, Partition{PartitionShape::one_way, {{kB}, {kA, kC}}});
  CHECK(is_cut(network, kA, kB));
  CHECK(is_cut(network, kB, kA));
  CHECK(is_cut(network, kB, kC));
  CHECK_FALSE(is_cut(network, kC, kB));
  network.heal(first);
  CHECK_FALSE(is_cut(network, kA, kB));
  CHECK(is_cut(network, kB, kA));
  network.heal(second);
  CHECK_FALSE(is_cut(network, kB, kA));
}

TEST_CASE("network: healed faults leave no trace") {
  const Fault faults[] = {Loss{Probability::percent(50)},
                          Duplication{Probability::percent(50)},
                          Slowness{500ms},
                          Partition{PartitionShape::halves, {{kA}, {kB}}},
                          Flaky{Probability::percent(50), 500ms},
                          HeldPartition{PartitionShape::halves, {{kA}, {kB}}}};
  for (const Latency& latency : {kConstant, kExponential}) {
    const Network untouched(1, {.hop = 0ms, .latency = latency});
    Network network(1, {.hop = 0ms, .latency = latency});
    std::vector<FaultId> ids;
    for (const Fault& fault : faults) {
      ids.push_back(FaultId{static_cast<std::uint32_t>(ids.size())});
      std::visit(
          [&](const auto& one) {
            if constexpr (requires { network.inject(ids.back(), one); })
              network.inject(ids.back(), one);
          },
          fault);
    }
    CHECK_FALSE(fates(network) == fates(untouched));
    for (const auto id : ids) network.heal(id);
    CHECK(fates(network) == fates(untouched));
    CHECK(network.passage(kA, kB) == Network::Passage::open);
  }
}

TEST_CASE("network: healing twice or what was never injected does nothing") {
  Network network(1, {.hop = 0ms});
  constexpr FaultId cut{14};
  network.inject(cut, Partition{PartitionShape::halves, {{kA}, {kB}}});
  network.heal(FaultId{100});
  CHECK(is_cut(network, kA, kB));
  network.heal(cut);
  network.heal(cut);
  CHECK_FALSE(is_cut(network, kA, kB));
}

TEST_CASE("network: causes of loss have names") {
  CHECK(name_of(LossCause::loss) == "loss");
  CHECK(name_of(LossCause::partition) == "partition");
  CHECK(name_of(LossCause::failed) == "failed");
  CHECK(name_of(LossCause::no_such_node) == "no-such-node");
}

TEST_CASE("network: every message between servers takes a hop on top of its latency") {
  const Network network(1, {.hop = 500us, .latency = kConstant});
  std::int64_t sum = 0;
  std::set<Duration> all;
  for (const auto& travel : fates(network)) {
    const Duration hop = *travel.first - kConstant.mean;
    CHECK(hop >= 0ns);
    sum += hop.count();
    all.insert(hop);
  }
  CHECK(sum / 1'000 > 450'000);
  CHECK(sum / 1'000 < 550'000);
  CHECK(all.size() > 990);  // of 1,000: they differ, and may overtake each other
  CHECK(NetworkOptions{}.hop == 500us);
}

TEST_CASE("network: a hop is taken to a service and to oneself, and not beside a client") {
  const Network network(1, {.hop = 500us});
  CHECK(*network.send(kA, kLinKv, key(1)).first > 0ns);
  CHECK(*network.send(kLinKv, kA, key(1)).first > 0ns);
  CHECK(*network.send(kA, kA, key(1)).first > 0ns);
  CHECK(network.send(kClient, kA, key(1)).first == 0ns);
  CHECK(network.send(kA, kClient, key(1)).first == 0ns);
}

TEST_CASE("network: the hop leaves what else is drawn as it was") {
  const auto without = fates(Network(1, {.hop = 0ms, .latency = kExponential}));
  const auto with = fates(Network(1, {.hop = 500us, .latency = kExponential}));
  const auto alone = fates(Network(1, {.hop = 500us}));
  for (std::size_t i = 0; i < with.size(); ++i) {
    CHECK(*with[i].first == *without[i].first + *alone[i].first);
  }
}

TEST_CASE("network: faults reach services where the options say so") {
  const NetworkOptions options{.hop = 0ms, .latency = kConstant, .fault_services = true};
  Network network(1, options);
  network.inject(FaultId{1}, Loss{Probability::of(1)});
  CHECK(lost(fates(network, kA, kLinKv)) == 1'000);
  network.heal(FaultId{1});
  network.inject(FaultId{2}, Slowness{1s});
  CHECK(*network.send(kLinKv, kA, key(1)).first > kConstant.mean);
  network.inject(FaultId{3}, Partition{PartitionShape::halves, {{kA, kLinKv}, {kB}}});
  CHECK(is_cut(network, kB, kLinKv));
  CHECK(is_cut(network, kLinKv, kB));
  CHECK_FALSE(is_cut(network, kA, kLinKv));
  CHECK_FALSE(is_cut(network, kSeqKv, kB));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
