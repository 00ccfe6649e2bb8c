#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/sim/spread.h"
#include "tests/sim/gossip.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;

constexpr Latency kExponential{LatencyDistribution::exponential, 50ms};

std::uint64_t fingerprint(std::uint64_t seed) {
  Simulation simulation(test::gossip_options(seed));
  test::run_gossip(simulation);
  return simulation.fingerprint();
}

TEST_CASE("determinism: fingerprints are frozen") {
  CHECK(fingerprint(1) == 3995224677023466670U);
  CHECK(fingerprint(2) == 17733271456512997458U);
}

TEST_CASE("determinism: the same seed gives the same run and another seed another") {
  std::map<std::uint64_t, std::uint64_t> by_fingerprint;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(fingerprint(seed) == fingerprint(seed));
    by_fingerprint[fingerprint(seed)] = seed;
  }
  CHECK(by_fingerprint.size() == 20);
}

TEST_CASE("determinism: whether anybody observes a run or reads its logs makes no difference") {
  struct Reader final : LogSink {
    void on_log(Time, NodeId, std::string_view) override { ++lines; }
    int lines = 0;
  };
  Simulation simulation(test::gossip_options(3));
  Recorder recorder;
  Reader reader;
  simulation.observe(&recorder);
  simulation.log_to(&reader);
  test::run_gossip(simulation);
  CHECK(simulation.fingerprint() == fingerprint(3));
  CHECK(recorder.events().size() > simulation.events());  // sendings too
}

TEST_CASE("determinism: a run in many steps is the run in one") {
  Simulation simulation(test::gossip_options(3));
  test::start(simulation, 10, &make_node<test::Gossip>);
  Simulation other(test::gossip_options(3));
  test::start(other, 10, &make_node<test::Gossip>);
  other.run_until(Time(3s));
  for (Time end{}; end <= Time(3s); end += 7ms) simulation.run_until(end);
  simulation.run_until(Time(3s));
  CHECK(simulation.fingerprint() == other.fingerprint());
  CHECK(simulation.events() == other.events());
}

TEST_CASE("determinism: two runs at once in two threads are as if alone") {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::thread one([&] { a = fingerprint(1); });
  std::thread two([&] { b = fingerprint(2); });
  one.join();
  two.join();
  CHECK(a == fingerprint(1));
  CHECK(b == fingerprint(2));
}

// (src, dest, text) → when it arrived.
using Arrivals = std::map<std::tuple<std::string, std::string, std::string>, std::vector<Time>>;

// Each node sends at random times of its own choice; `silent` says nothing at all.
class Chatterer final : public Node {
 public:
  Chatterer(Host& host, NodeId silent) : Node(host) {
    on(&Chatterer::note);
    if (id() != silent) spawn(chatter());
  }

 private:
  void note(const Note&) {}
  Task<void> chatter() {
    for (int i = 0; i < 100; ++i) {
      co_await sleep(random().uniform(20ms));
      send(nodes()[random().below(nodes().size())], Note{to_string(now())});
    }
  }
};

Arrivals arrivals(NodeId silent) {
  SimulationOptions options{.seed = 9,
                            .network = {.hop = 0ms,
                                        .latency = kExponential,
                                        .loss = Probability::percent(10),
                                        .duplicate = Probability::percent(10)}};
  Simulation simulation(options);
  Recorder recorder;
  simulation.observe(&recorder);
  test::start(simulation, 6, [&](Host& host) { return std::make_unique<Chatterer>(host, silent); });
  simulation.run_until(Time(1min));
  Arrivals result;
  for (const Event& event : recorder.events()) {
    if (!event.is<Delivered>()) continue;
    const Message& message = *event.message();
    result[{message.id.sender.name(), message.dest.name(), message.body->get_if<Note>()->text}]
        .push_back(event.at);
  }
  return result;
}

TEST_CASE("determinism: without one sender all other messages arrive as they did") {
  const Arrivals all = arrivals(NodeId::node(99));
  for (std::uint32_t i = 0; i < 6; ++i) {
    const NodeId silent = NodeId::node(i);
    Arrivals expected = all;
    std::erase_if(expected,
                  [&](const auto& arrival) { return std::get<0>(arrival.first) == silent.name(); });
    CHECK(expected.size() < all.size());
    CHECK(arrivals(silent) == expected);
  }
}

// One sender, at times given; which of the messages are left out.
std::map<std::int64_t, Time> arrivals_without(std::int64_t left_out) {
  Simulation simulation({.seed = 4, .network = {.hop = 0ms, .latency = kExponential}});
  Recorder recorder;
  simulation.observe(&recorder);
  test::start(simulation, 2, &make_node<test::Idle>);
  for (std::int64_t i = 0; i < 100; ++i) {
    if (i == left_out) continue;
    simulation.at(Time(std::chrono::milliseconds(i)), [&simulation, i] {
      simulation.host(NodeId::node(0)).send(NodeId::node(1), test::Ping{i});
    });
  }
  simulation.run_until(Time(1h));
  std::map<std::int64_t, Time> result;
  for (const Event& event : recorder.events()) {
    if (event.is<Delivered>())
      result[event.message()->body->get_if<test::Ping>()->number] = event.at;
  }
  return result;
}

TEST_CASE("determinism: without one message the later ones of the same link arrive as they did") {
  const auto all = arrivals_without(-1);
  CHECK(all.size() == 100);
  for (const std::int64_t left_out : {0, 50, 99}) {
    auto expected = all;
    expected.erase(left_out);
    CHECK(arrivals_without(left_out) == expected);
  }
}

// Sends what is no part of the run's options, as a program that leaks nondeterminism does.
class Leaky final : public Node {
 public:
  explicit Leaky(Host& host) : Node(host) { on(&Leaky::note); }
  std::uint64_t leak = 0;

 private:
  void note(const Note&) { send(NodeId::node(0), test::Ping{static_cast<std::int64_t>(leak)}); }
};

TEST_CASE("determinism: the first event in which two runs differ is named") {
  SimulationOptions options;
  options.network.hop = {};
  std::vector<std::unique_ptr<Simulation>> simulations;
  Recorder recorders[2];
  for (std::uint64_t i = 0; i < 2; ++i) {
    simulations.push_back(std::make_unique<Simulation>(options));
    Simulation& simulation = *simulations.back();
    simulation.observe(&recorders[i]);
    test::start(simulation, 1, &make_node<Leaky>);
    test::program<Leaky>(simulation, 0).leak = i;
    simulation.host(NodeId::node(0)).send(NodeId::node(0), Note{"same"});
    simulation.run_until(Time(1s));
  }
  CHECK(simulations[0]->fingerprint() != simulations[1]->fingerprint());
  const auto difference = first_difference(recorders[0].events(), recorders[1].events());
  REQUIRE(difference);
  CHECK(to_text(recorders[0].events()[*difference]) ==
        R"(0.000000000  n0 → n0  {"type":"ping","number":0}  sent)");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
