#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/sim/simulation.h"
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

struct Counted {
  explicit Counted(int& living) : living_(living) { ++living_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --living_; }

 private:
  int& living_;
};

// Fails when told to, in the way that the note says.
class Fragile final : public Node {
 public:
  explicit Fragile(Host& host, int& living) : Node(host), living_(living) {
    on(&Fragile::note);
    on(&Fragile::ping);
  }
  int ticks = 0;

 private:
  void note(const Note& note) {
    if (note.text == "handler") throw std::runtime_error("in a handler");
    if (note.text == "not std") throw 42;  // NOLINT
    if (note.text == "coroutine") spawn(fail_later());
    if (note.text == "timer") after(5ms, [] { throw std::logic_error("in a timer"); });
    if (note.text == "work") {
      every(1ms, [this] { ++ticks; });
      for (int i = 0; i < 3; ++i) spawn(wait_long());
      spawn(wait_in_vain());
      spawn(ask());
    }
  }
  Task<Result<Pong>> ping(const Ping& ping) {
    co_await sleep(1ms);
    if (ping.number < 0) throw std::runtime_error("in a coroutine handler");
    co_return Pong{ping.number};
  }

  Task<void> fail_later() {
    auto task = fail_deep();
    co_await task;
  }
  Task<void> fail_deep() {
    co_await sleep(5ms);
    throw std::runtime_error("in a coroutine");
  }
  Task<void> wait_long() {
    const Counted counted(living_);
    co_await sleep(1h);
  }
  Task<void> wait_in_vain() {
    const Counted counted(living_);
    co_await until([] { return false; }, 1h);
  }
  Task<void> ask() {
    const Counted counted(living_);
    const Ping ping{1};
    co_await rpc(id(), ping, 1h);
    const Ping nobody{2};
    for (;;) co_await rpc(kN1, nobody, 1h);
  }
  int& living_;
};

struct FragileRun {
  FragileRun()
      : simulation(SimulationOptions{
            .network = {.hop = 0ms, .latency = {LatencyDistribution::constant, 10ms}}}) {
    simulation.add_clients(1);
    test::start(simulation, 2,
                [this](Host& host) { return std::make_unique<Fragile>(host, living); });
  }
  void tell(const char* text) {
    simulation.host(NodeId::client(0)).send(kN0, Note{text});
    simulation.run_until(simulation.now() + 100ms);
  }
  int living = 0;
  Simulation simulation;
};

TEST_CASE(
    "failure: an exception in a handler or a coroutine or a timer is recorded with its text and the"
    " message in hand") {
  struct Case {
    const char* way;
    const char* text;
    const char* in_hand;
  };
  const Case cases[] = {
      {"handler", "in a handler", "note from c0: {\"text\":\"handler\"}"},
      {"coroutine", "in a coroutine", "a timer"},
      {"timer", "in a timer", "a timer"},
      {"not std", "an exception of unknown type", "note from c0: {\"text\":\"not std\"}"}};
  for (const auto& [way, text, in_hand] : cases) {
    CAPTURE(way);
    FragileRun run;
    run.tell(way);
    REQUIRE(run.simulation.host(kN0).failure() != nullptr);
    CHECK(*run.simulation.host(kN0).failure() == text);
    CHECK(run.simulation.host(kN0).program() == nullptr);
    REQUIRE(run.simulation.failures().size() == 1);
    CHECK(run.simulation.failures()[0].node == kN0);
    CHECK(run.simulation.failures()[0].text == text);
    CHECK(run.simulation.failures()[0].in_hand == in_hand);
    CHECK(run.simulation.host(kN1).failure() == nullptr);
  }
}

TEST_CASE("failure: the time of the failure is that of the throw") {
  FragileRun run;
  run.tell("coroutine");
  REQUIRE(run.simulation.failures().size() == 1);
  CHECK(run.simulation.failures()[0].at == Time(5ms));
}

TEST_CASE("failure: a coroutine handler that throws sends no reply") {
  FragileRun run;
  Host& client = run.simulation.host(NodeId::client(0));
  std::optional<Result<Pong>> got;
  const auto ask = [&]() -> Task<void> {
    const Ping ping{-1};
    got = co_await client.rpc(kN0, ping, 50ms);
  };
  client.spawn(ask);
  run.simulation.run_until(Time(1s));
  REQUIRE(got);
  REQUIRE_FALSE(*got);
  CHECK(got->error().code == ErrorCode::timeout);
  CHECK(*run.simulation.host(kN0).failure() == "in a coroutine handler");
}

TEST_CASE("failure: coroutines and timers and pending requests go with the node") {
  FragileRun run;
  run.tell("work");
  CHECK(run.living == 5);
  run.tell("handler");
  CHECK(run.living == 0);
  const std::uint64_t events = run.simulation.events();
  run.simulation.run_until(Time(2h));
  CHECK(run.simulation.events() <= events + 2);  // what was in flight
}

TEST_CASE("failure: messages to a failed node are lost and the cause is known") {
  FragileRun run;
  run.tell("handler");
  const std::uint64_t received = run.simulation.traffic().clients.received;
  run.tell("work");
  CHECK(run.simulation.traffic().clients.received == received);
  CHECK(run.simulation.traffic().clients.lost[static_cast<std::size_t>(LossCause::failed)] == 1);
  CHECK(run.living == 0);
}

TEST_CASE("failure: a failed node stays down and init does not bring it back") {
  FragileRun run;
  run.tell("handler");
  run.simulation.host(kN0).start_program();
  CHECK(run.simulation.host(kN0).program() == nullptr);
  CHECK(run.simulation.failures().size() == 1);
}

class StillBorn final : public Node {
 public:
  explicit StillBorn(Host& host) : Node(host) {
    every(1ms, [] {});
    spawn(live());
    throw std::runtime_error("not today");
  }

 private:
  Task<void> live() { co_await sleep(1s); }
};

TEST_CASE("failure: a program that cannot be made is a failure too") {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<StillBorn>);
  REQUIRE(simulation.host(kN0).failure() != nullptr);
  CHECK(*simulation.host(kN0).failure() == "not today");
  simulation.run_until(Time(10s));
  CHECK(simulation.events() == 0);
}

TEST_CASE("failure: a coroutine that throws before it first waits is a failure at once") {
  FragileRun run;
  Host& host = run.simulation.host(kN0);
  const auto fail = []() -> Task<void> {
    throw std::runtime_error("at once");
    co_return;
  };
  host.spawn(fail);
  CHECK(host.failure() != nullptr);
}

TEST_CASE("failure: it is an event of the trace and of the fingerprint") {
  const auto run_with = [](const char* way, Recorder* recorder) {
    FragileRun run;
    run.simulation.observe(recorder);
    run.tell(way);
    std::string last;
    if (recorder != nullptr) {
      last = to_text(recorder->events().back());
      recorder->take();
    }
    return std::pair(run.simulation.fingerprint(), last);
  };
  Recorder recorder;
  const auto [fingerprint, last] = run_with("timer", &recorder);
  CHECK(last == "0.005000000  n0 failed: in a timer");
  CHECK(fingerprint == run_with("timer", nullptr).first);
  CHECK(fingerprint != run_with("coroutine", nullptr).first);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
