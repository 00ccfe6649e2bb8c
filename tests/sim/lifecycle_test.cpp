#include "eddy/sim/lifecycle.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "eddy/sim/protocol/init.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kClient = NodeId::client(0);

// What happened at node n0, over all its lives.
struct Diary {
  std::vector<std::string> lines;
  void add(const Host& host, const std::string& what) {
    lines.push_back(fmt::format("{} {}", nanoseconds(host.now()) / 1'000'000, what));
  }
};

class Writer final : public Node {
 public:
  Writer(Host& host, Diary& diary) : Node(host), diary_(diary) {
    on(&Writer::note);
    on(&Writer::ping);
    diary_.add(this->host(), "made");
    every(100ms, [this] { diary_.add(this->host(), "tick"); });
  }
  ~Writer() override { diary_.add(host(), "gone"); }

 private:
  void note(const Note& note) {
    if (note.text == "fail") throw std::runtime_error("as told");
    diary_.add(host(), note.text);
    spawn(later(note.text));
  }
  Result<Pong> ping(const Ping& ping) { return Pong{ping.number}; }
  Task<void> later(std::string text) {
    co_await sleep(50ms);
    diary_.add(host(), text + " later");
  }
  Diary& diary_;
};

struct Run {
  Run() : simulation({.network = {.hop = 0ms}}) {
    simulation.observe(&recorder);
    simulation.add_clients(1);
    simulation.add_nodes(1, [this](Host& host) { return std::make_unique<Writer>(host, diary); });
  }
  void init() { client().send(kN0, Init{kN0, simulation.shared_nodes()}); }
  void tell(const char* text) { client().send(kN0, Note{text}); }
  void until(Duration time) { simulation.run_until(Time(time)); }
  Host& client() { return simulation.host(kClient); }
  Host& node() { return simulation.host(kN0); }
  std::uint64_t lost(LossCause why) const {
    return simulation.traffic().clients.lost[static_cast<std::size_t>(why)];
  }
  // What happened to the node itself.
  std::vector<std::string> states() const {
    std::vector<std::string> texts;
    for (const Event& event : recorder.events()) {
      if (event.is<NodeDown>() || event.is<NodeUp>() || event.is<NodePaused>() ||
          event.is<NodeResumed>() || event.is<NodeFailed>())
        texts.push_back(to_text(event.what));
    }
    return texts;
  }

  Diary diary;
  Recorder recorder;
  Simulation simulation;
};

using Lines = std::vector<std::string>;

TEST_CASE("lifecycle: what comes to a node before its init is lost") {
  Run run;
  CHECK(std::holds_alternative<NotStarted>(run.node().lifecycle()));
  run.tell("too soon");
  run.until(1ms);
  CHECK(run.lost(LossCause::not_started) == 1);
  run.init();
  run.tell("now");
  run.until(10ms);
  CHECK(run.node().is_up());
  CHECK(run.diary.lines == Lines{"1 made", "1 now"});
}

TEST_CASE("lifecycle: at a paused node messages and timers wait, and come in their order") {
  Run run;
  run.init();
  run.tell("a");
  run.until(10ms);
  run.simulation.pause(kN0);
  run.until(20ms);
  run.tell("b");
  run.until(60ms);
  run.tell("c");
  run.until(150ms);
  CHECK(run.diary.lines == Lines{"0 made", "0 a"});
  CHECK(std::holds_alternative<Paused>(run.node().lifecycle()));
  run.simulation.resume(kN0);
  run.until(190ms);
  CHECK(run.diary.lines == Lines{"0 made", "0 a", "150 b", "150 a later", "150 c", "150 tick"});
  // The period runs on from when it ticked, as that of a process that was stopped.
  run.until(260ms);
  CHECK(run.diary.lines.back() == "250 tick");
  CHECK(run.states() == Lines{"n0 is paused", "n0 is resumed"});
}

TEST_CASE("lifecycle: a reply that waited keeps its timeout from being noticed") {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 2, &make_node<test::Idle>);
  test::program<test::Idle>(simulation, 1);
  simulation.host(NodeId::node(1));
  std::vector<std::string> ends;
  Host& asking = simulation.host(kN0);
  const auto ask = [&]() -> Task<void> {
    const Ping ping{1};
    const auto pong = co_await asking.rpc(NodeId::node(1), ping, 100ms);
    ends.push_back(pong ? "pong" : std::string(name(pong.error().code)));
  };
  asking.spawn(ask);
  simulation.pause(kN0);
  simulation.run_until(Time(1s));
  CHECK(ends.empty());
  simulation.resume(kN0);
  simulation.run_until(Time(2s));
  CHECK(ends == Lines{"not-supported"});
}

TEST_CASE("lifecycle: a killed node loses its program, coroutines, timers and what comes") {
  Run run;
  run.init();
  run.tell("a");
  run.until(10ms);
  run.simulation.kill(kN0);
  CHECK(run.node().program() == nullptr);
  run.tell("lost");
  run.until(300ms);
  CHECK(run.diary.lines == Lines{"0 made", "0 a", "10 gone"});
  CHECK(run.lost(LossCause::down) == 1);
}

TEST_CASE("lifecycle: the next life starts with its init, and gets what was kept after it") {
  Run run;
  run.init();
  run.until(10ms);
  run.simulation.kill(kN0, 2);
  for (const char* text : {"a", "b", "c"}) run.tell(text);
  run.until(20ms);
  CHECK(run.lost(LossCause::down) == 1);
  run.simulation.restart(kN0);
  CHECK(run.node().incarnation() == 1);
  run.tell("before its init");
  run.until(30ms);
  CHECK(run.lost(LossCause::not_started) == 1);
  run.init();
  run.until(40ms);
  CHECK(run.diary.lines == Lines{"0 made", "10 gone", "30 made", "30 a", "30 b"});
  CHECK(run.states() == Lines{"n0 is down", "n0 is back, as incarnation 1"});
}

TEST_CASE("lifecycle: a node that is killed while paused keeps or loses what waited") {
  for (const std::size_t kept : {0U, 1U, 5U}) {
    CAPTURE(kept);
    Run run;
    run.init();
    run.until(10ms);
    run.simulation.pause(kN0);
    run.tell("a");
    run.tell("b");
    run.until(250ms);
    run.simulation.kill(kN0, kept);
    CHECK(run.lost(LossCause::down) == 2 - std::min<std::size_t>(kept, 2));
    run.simulation.restart(kN0);
    run.init();
    run.until(260ms);
    Lines expected{"0 made", "250 gone", "250 made"};
    if (kept > 0) expected.emplace_back("250 a");
    if (kept > 1) expected.emplace_back("250 b");
    CHECK(run.diary.lines == expected);
  }
}

TEST_CASE("lifecycle: one that goes down again before its init keeps what it had") {
  Run run;
  run.init();
  run.until(10ms);
  run.simulation.kill(kN0, 2);
  run.tell("a");
  run.until(20ms);
  run.simulation.restart(kN0);
  run.simulation.kill(kN0, 2);
  run.tell("b");
  run.until(30ms);
  run.simulation.restart(kN0);
  run.simulation.pause(kN0);
  run.init();
  run.until(40ms);
  CHECK(run.diary.lines == Lines{"0 made", "10 gone"});
  run.simulation.resume(kN0);
  run.until(50ms);
  CHECK(run.diary.lines == Lines{"0 made", "10 gone", "40 made", "40 a", "40 b"});
}

TEST_CASE("lifecycle: a failed node stays so") {
  Run run;
  run.init();
  run.tell("fail");
  run.until(10ms);
  REQUIRE(run.node().failure() != nullptr);
  run.simulation.pause(kN0);
  run.simulation.kill(kN0);
  run.simulation.resume(kN0);
  run.tell("anybody?");
  run.until(20ms);
  CHECK(*run.node().failure() == "as told");
  CHECK(run.lost(LossCause::failed) == 1);
  CHECK(run.states() == Lines{"n0 failed: as told"});
}

TEST_CASE("lifecycle: what waited for a life that fails at its start is lost, and told of") {
  Diary diary;
  Recorder recorder;
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.observe(&recorder);
  simulation.add_clients(1);
  simulation.add_nodes(1, [&diary](Host& host) -> std::unique_ptr<Program> {
    if (host.incarnation() > 0) throw std::runtime_error("no second life");
    return std::make_unique<Writer>(host, diary);
  });
  Host& client = simulation.host(kClient);
  const auto init = [&] { client.send(kN0, Init{kN0, simulation.shared_nodes()}); };
  init();
  simulation.run_until(Time(10ms));
  simulation.kill(kN0, 2);
  client.send(kN0, Note{"a"});
  client.send(kN0, Note{"b"});
  simulation.run_until(Time(20ms));
  simulation.restart(kN0);
  init();
  simulation.run_until(Time(30ms));
  REQUIRE(simulation.host(kN0).failure() != nullptr);
  const auto& lost = simulation.traffic().clients.lost;
  CHECK(lost[static_cast<std::size_t>(LossCause::failed)] == 2);
  std::size_t sent = 0;
  std::size_t ended = 0;
  for (const Event& event : recorder.events()) {
    sent += event.is<Sent>() ? 1 : 0;
    ended += event.is<Delivered>() || event.is<Lost>() ? 1 : 0;
  }
  CHECK(sent == ended);
}

TEST_CASE("lifecycle: a client that was down is up again at once, and gets what was kept") {
  Run run;
  run.init();
  run.until(10ms);
  run.simulation.kill(kClient, 1);
  run.simulation.restart(kClient);
  CHECK(run.client().is_up());
  run.tell("from its second life");
  run.until(20ms);
  CHECK(run.diary.lines.back() == "10 from its second life");
}

TEST_CASE("lifecycle: a reply to an earlier life is none to this") {
  Simulation simulation(
      {.network = {.hop = 0ms, .latency = {LatencyDistribution::constant, 10ms}}});
  test::start(simulation, 2, [](Host& host) {
    auto node = std::make_unique<test::Idle>(host);
    return node;
  });
  Host& asking = simulation.host(kN0);
  std::vector<std::string> ends;
  const auto ask = [&](const char* who) {
    return [&ends, &asking, who]() -> Task<void> {
      const Ping ping{1};
      const auto pong = co_await asking.rpc(NodeId::node(1), ping, 15ms);
      ends.push_back(fmt::format("{} {}", who, pong ? "pong" : name(pong.error().code)));
    };
  };
  asking.spawn(ask("first"));
  simulation.run_until(Time(12ms));
  simulation.kill(kN0);
  simulation.restart(kN0);
  asking.start_program();
  asking.spawn(ask("second"));  // the reply to the first is under way
  simulation.run_until(Time(1s));
  CHECK(ends == Lines{"second timeout"});
}

TEST_CASE("lifecycle: the same steps give the same fingerprint, and each step counts in it") {
  const auto fingerprint = [](auto step) {
    Run run;
    run.init();
    run.until(10ms);
    step(run.simulation);
    run.until(50ms);
    return run.simulation.fingerprint();
  };
  const auto nothing = fingerprint([](Simulation&) {});
  const auto paused = fingerprint([](Simulation& s) { s.pause(kN0); });
  const auto killed = fingerprint([](Simulation& s) { s.kill(kN0); });
  const auto restarted = fingerprint([](Simulation& s) {
    s.kill(kN0);
    s.restart(kN0);
  });
  CHECK(paused == fingerprint([](Simulation& s) { s.pause(kN0); }));
  CHECK(nothing != paused);
  CHECK(paused != killed);
  CHECK(killed != restarted);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
