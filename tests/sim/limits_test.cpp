#include "eddy/sim/limits.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);

// When poked by a note: goes wrong in the way that the note says.
class Flooder final : public Node {
 public:
  explicit Flooder(Host& host) : Node(host) {
    on(&Flooder::note);
    on(&Flooder::ping);
  }

 private:
  void note(const Note& note) {
    const NodeId to = note.text == "nobody" ? NodeId::node(99) : kN1;
    if (note.text == "coroutine") spawn(flood());
    if (note.text == "timers") again();
    if (note.text == "armed") {
      for (;;) after(1h, [] {});
    }
    if (note.text == "calls") {
      for (int i = 0; i < 10; ++i) spawn(call());
    }
    if (note.text == "texts") {
      for (;;) send(to, Note{std::string(1'000, 'x')});
    }
    if (note.text == "loop" || note.text == "nobody") {
      for (;;) send(to, Ping{1});
    }
    if (note.text == "shared") {
      const BodyPtr body = host().share(Note{std::string(1'000, 'x')});
      for (int i = 0; i < 100; ++i) host().send(kN1, body);
    }
  }
  Result<Pong> ping(const Ping& ping) { return Pong{ping.number}; }

  void again() {
    after(0ms, [this] { again(); });
  }
  Task<void> flood() {
    for (;;) {
      send(kN1, Ping{1});
      if (now() > Time(1h)) co_return;
    }
  }
  Task<void> call() {
    const Ping ping{1};
    for (;;) co_await rpc(kN1, ping, 1h);
  }
};

struct FloodRun {
  FloodRun(const char* way, SimulationOptions options) : simulation(at_one_instant(options)) {
    simulation.add_clients(1);
    test::start(simulation, 2, &make_node<Flooder>);
    simulation.host(NodeId::client(0)).send(kN0, Note{way});
    simulation.run_until(Time(1h));
  }
  const BoundReached& bound() const {
    REQUIRE(simulation.stopped());
    return *simulation.stopped();
  }
  static SimulationOptions at_one_instant(SimulationOptions options) {
    options.network.hop = 0ms;
    return options;
  }

  Simulation simulation;
};

TEST_CASE("limits: a run within its bounds is not stopped") {
  const FloodRun run("nothing", {});
  CHECK_FALSE(run.simulation.stopped());
}

TEST_CASE("limits: a handler that sends for ever is ended by the messages in flight") {
  for (const char* way : {"loop", "coroutine"}) {
    CAPTURE(way);
    const FloodRun run(way, {.limits = {.in_flight = 1'000}});
    CHECK(run.bound().bound == "messages in flight");
    CHECK(run.bound().limit == 1'000);
    CHECK(run.simulation.in_flight() == 1'000);
    REQUIRE_FALSE(run.bound().senders.empty());
    CHECK(run.bound().senders[0].node == kN0);
    CHECK(run.bound().senders[0].message == "ping");
    CHECK(run.bound().senders[0].sent == 1'001);
    CHECK(run.simulation.failures().empty());
  }
}

TEST_CASE("limits: a handler that sends for ever what is lost at once is ended by the events") {
  const FloodRun nobody("nobody", {.limits = {.events = 1'000}});
  CHECK(nobody.bound().bound == "events");
  CHECK(nobody.simulation.events() == 1'000);
  const FloodRun lost(
      "loop", {.network = {.hop = 0ms, .loss = Probability::of(1)}, .limits = {.events = 1'000}});
  CHECK(lost.bound().bound == "events");
  CHECK(lost.bound().senders[0].message == "ping");
}

TEST_CASE("limits: timers and requests that never end are ended by the events") {
  for (const char* way : {"timers", "calls"}) {
    CAPTURE(way);
    const FloodRun run(way, {.limits = {.events = 5'000}});
    CHECK(run.bound().bound == "events");
    CHECK(run.bound().limit == 5'000);
    CHECK(run.simulation.events() == 5'000);
  }
}

TEST_CASE("limits: two nodes that play ball while time stands still are ended") {
  const FloodRun run("calls", {.limits = {.instant_events = 10'000}});
  CHECK(run.bound().bound == "events at one moment");
  CHECK(run.bound().limit == 10'200);
  CHECK(run.bound().at == Time{});
  CHECK(run.simulation.events() >= 10'200);
  CHECK(run.simulation.events() < 10'210);
  REQUIRE_FALSE(run.bound().senders.empty());
  CHECK(run.bound().senders[0].message == "ping");
  // As often, but not at one moment.
  const FloodRun slow("calls",
                      {.network = {.hop = 0ms, .latency = {LatencyDistribution::constant, 1ms}},
                       .limits = {.events = 50'000, .instant_events = 10'000}});
  CHECK(slow.bound().bound == "events");
}

TEST_CASE("limits: a handler that arms timers for ever is ended by the armed timers") {
  const FloodRun run("armed", {.limits = {.timers = 1'000}});
  CHECK(run.bound().bound == "armed timers");
  CHECK(run.bound().limit == 1'000);
  CHECK(run.simulation.failures().empty());
}

TEST_CASE("limits: texts in messages count as memory and a shared one only once") {
  const FloodRun run("texts", {.limits = {.body_bytes = 1'000'000}});
  CHECK(run.bound().bound == "bytes of message bodies");
  CHECK(run.bound().senders[0].message == "note");
  CHECK(run.simulation.in_flight() > 800);
  CHECK(run.simulation.in_flight() < 1'100);
  const FloodRun shared("shared", {.limits = {.body_bytes = 10'000}});
  CHECK_FALSE(shared.simulation.stopped());
}

TEST_CASE("limits: virtual time can be bounded and an event at the bound still happens") {
  Simulation simulation({.limits = {.virtual_time = Time(1s)}});
  test::start(simulation, 1, &make_node<test::Idle>);
  int ticks = 0;
  simulation.host(kN0).every(100ms, [&] { ++ticks; });
  simulation.run_until(Time(1h));
  REQUIRE(simulation.stopped());
  CHECK(simulation.stopped()->bound == "virtual time");
  CHECK(simulation.stopped()->limit == 1'000'000'000);
  CHECK(ticks == 10);
}

TEST_CASE("limits: a run that was stopped stays stopped and its time stands still") {
  FloodRun run("loop", {.limits = {.in_flight = 1'000}});
  const Time stopped_at = run.simulation.now();
  const std::uint64_t fingerprint = run.simulation.fingerprint();
  CHECK_FALSE(run.simulation.step(Time(10h)));
  run.simulation.run_until(Time(10h));
  CHECK_FALSE(run.simulation.run_until([] { return false; }, Time(10h)));
  CHECK(run.simulation.now() == stopped_at);
  CHECK(run.simulation.fingerprint() == fingerprint);
}

TEST_CASE("limits: the top senders are five at most and the first sends most") {
  Simulation small({.limits = {.in_flight = 45}});
  test::start(small, 10, &make_node<test::Idle>);
  for (std::uint32_t i = 0; i < 10; ++i) {
    for (std::uint32_t left = i; left > 0; --left) small.host(NodeId::node(i)).send(kN0, Ping{1});
  }
  CHECK_FALSE(small.stopped());
  small.host(kN0).send(kN1, Note{"one too many"});
  REQUIRE(small.stopped());
  const auto& senders = small.stopped()->senders;
  REQUIRE(senders.size() == 5);
  for (std::size_t i = 0; i < senders.size(); ++i) {
    CHECK(senders[i].node == NodeId::node(static_cast<std::uint32_t>(9 - i)));
    CHECK(senders[i].sent == 9 - i);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
