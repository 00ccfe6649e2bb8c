// Faults of nodes, links that hold, and faults at events, as the simulation injects and heals them.
#include <doctest/doctest.h>

#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/sim/node.h"
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
using Lines = std::vector<std::string>;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kN2 = NodeId::node(2);

// What the programs saw, and when, in ms.
struct Journal {
  Lines lines;
  void add(const Host& host, const std::string& what) {
    lines.push_back(
        fmt::format("{} {} {}", nanoseconds(host.now()) / 1'000'000, host.id().name(), what));
  }
};

class Teller final : public Node {
 public:
  Teller(Host& host, Journal& journal) : Node(host), journal_(journal) { on(&Teller::note); }
  using Node::host;

 private:
  // "n1 n2: text" is passed on to those nodes.
  void note(const Note& note) {
    journal_.add(host(), note.text);
    const auto colon = note.text.find(": ");
    if (colon == std::string::npos) return;
    for (const NodeId node : nodes()) {
      if (note.text.find(node.name()) < colon) send(node, Note{note.text.substr(colon + 2)});
    }
    journal_.add(host(), "done");
  }
  Journal& journal_;
};

struct Run {
  explicit Run(SimulationOptions options = {.network = {.hop = 0ms}}) : simulation(options) {
    simulation.observe(&recorder);
    simulation.add_clients(1);
    test::start(simulation, 3,
                [this](Host& host) { return std::make_unique<Teller>(host, journal); });
    simulation.on_restart([this](NodeId node) {
      restarted.push_back(node.name());
      simulation.host(node).start_program();
    });
  }
  void tell(NodeId node, const char* text) {
    simulation.host(NodeId::client(0)).send(node, Note{text});
  }
  void until(Duration time) { simulation.run_until(Time(time)); }
  Lines states() const {
    Lines texts;
    for (const Event& event : recorder.events()) {
      if (event.message() == nullptr) texts.push_back(to_text(event.what));
    }
    return texts;
  }

  Journal journal;
  Recorder recorder;
  Lines restarted;
  Simulation simulation;
};

TEST_CASE("node faults: a kill takes its nodes down until it ends, and ten messages wait") {
  Run run;
  const FaultId kill = run.simulation.inject(Kill{{kN0, kN1}});
  for (int i = 0; i < 12; ++i) run.tell(kN0, "late");
  run.tell(kN2, "now");
  run.until(10ms);
  CHECK(run.journal.lines == Lines{"0 n2 now"});
  CHECK(run.simulation.traffic().clients.lost[static_cast<std::size_t>(LossCause::down)] == 2);
  run.simulation.heal(kill);
  CHECK(run.restarted == Lines{"n0", "n1"});
  run.until(20ms);
  CHECK(run.journal.lines.size() == 11);
  CHECK(run.journal.lines.back() == "10 n0 late");
  CHECK(run.states() == Lines{"start kill n0 n1", "n0 is down", "n1 is down", "stop kill n0 n1",
                              "n0 is back, as incarnation 1", "n1 is back, as incarnation 1"});
}

TEST_CASE("node faults: the backlog of a node that is down is as long as the options say") {
  for (const std::size_t backlog : {0U, 3U}) {
    Run run({.network = {.hop = 0ms}, .down_backlog = backlog});
    const FaultId kill = run.simulation.inject(Kill{{kN0}});
    for (int i = 0; i < 5; ++i) run.tell(kN0, "late");
    run.until(10ms);
    run.simulation.heal(kill);
    run.until(20ms);
    CHECK(run.journal.lines.size() == backlog);
  }
}

TEST_CASE("node faults: of two kills of one node the last to end lets it start") {
  Run run;
  const FaultId first = run.simulation.inject(Kill{{kN0}});
  const FaultId second = run.simulation.inject(Kill{{kN0, kN1}});
  run.simulation.heal(first);
  CHECK(run.restarted.empty());
  run.simulation.heal(second);
  CHECK(run.restarted == Lines{"n0", "n1"});
  CHECK(run.simulation.host(kN0).incarnation() == 1);
}

TEST_CASE("node faults: of two pauses of one node the last to end lets it go on") {
  Run run;
  const FaultId first = run.simulation.inject(Pause{{kN0}});
  const FaultId second = run.simulation.inject(Pause{{kN0}});
  run.tell(kN0, "a");
  run.until(5ms);
  run.simulation.heal(first);
  run.until(10ms);
  CHECK(run.journal.lines.empty());
  run.simulation.heal(second);
  run.until(11ms);
  CHECK(run.journal.lines == Lines{"10 n0 a"});
}

TEST_CASE("node faults: a paused node that is killed comes back when the kill ends, not paused") {
  Run run;
  const FaultId pause = run.simulation.inject(Pause{{kN0}});
  const FaultId kill = run.simulation.inject(Kill{{kN0}});
  run.tell(kN0, "a");
  run.until(5ms);
  run.simulation.heal(kill);
  run.until(6ms);
  CHECK(run.journal.lines == Lines{"5 n0 a"});
  run.simulation.heal(pause);
  run.until(7ms);
  CHECK(run.journal.lines.size() == 1);
}

TEST_CASE("node faults: to heal all is to start and resume all") {
  Run run;
  run.simulation.inject(Kill{{kN0}});
  run.simulation.inject(Pause{{kN1}});
  run.simulation.inject(ClockSkew{{{kN2, 1s, 0}}});
  run.simulation.inject(DiskFault{DiskTrouble::slow, {kN2}});
  run.simulation.heal_all();
  CHECK(run.restarted == Lines{"n0"});
  CHECK(run.simulation.host(kN1).is_up());
  CHECK(run.simulation.host(kN2).clock() == Time{});
}

TEST_CASE("held: a link that holds loses nothing, and gives all in their order when it ends") {
  Run run({.network = {.hop = 0ms, .latency = {.mean = 10ms}}});
  run.tell(kN0, "n1: a");
  run.until(5ms);
  const FaultId held = run.simulation.inject(HeldPartition{PartitionShape::one, {{kN0}, {kN1}}});
  run.tell(kN0, "n1 n2: b");
  run.until(50ms);
  CHECK(run.journal.lines ==
        Lines{"0 n0 n1: a", "0 n0 done", "5 n0 n1 n2: b", "5 n0 done", "15 n2 b"});
  CHECK(run.simulation.in_flight() == 2);
  run.simulation.heal(held);
  run.until(60ms);
  CHECK(run.journal.lines.size() == 7);
  CHECK(run.journal.lines[5] == "50 n1 a");
  CHECK(run.journal.lines[6] == "50 n1 b");
  CHECK(run.simulation.in_flight() == 0);
}

TEST_CASE("held: what one fault has held another may hold on, or lose") {
  for (const bool loses : {false, true}) {
    Run run;
    const FaultId held = run.simulation.inject(HeldPartition{PartitionShape::one, {{kN0}, {kN1}}});
    run.tell(kN0, "n1: a");
    run.until(5ms);
    const Partition cut{PartitionShape::one, {{kN0}, {kN1}}};
    const FaultId other =
        run.simulation.inject(loses ? Fault(cut) : Fault(HeldPartition{cut.shape, cut.groups}));
    run.simulation.heal(held);
    run.until(10ms);
    CHECK(run.journal.lines.size() == 2);
    run.simulation.heal(other);
    run.until(15ms);
    CHECK(run.journal.lines.size() == (loses ? 2 : 3));
  }
}

TEST_CASE("swizzle: its nodes are cut off from all others, in both directions") {
  Run run;
  const FaultId swizzle = run.simulation.inject(Swizzle{{kN0}});
  run.tell(kN0, "n1 n2: from n0");
  run.tell(kN1, "n0 n2: from n1");
  run.until(5ms);
  CHECK(run.journal.lines.back() == "0 n2 from n1");
  CHECK(run.journal.lines.size() == 5);
  run.simulation.heal(swizzle);
  run.tell(kN0, "n1: again");
  run.until(10ms);
  CHECK(run.journal.lines.back() == "5 n1 again");
}

TEST_CASE("at an event: killed before a send, a node has sent nothing, after it that alone") {
  for (const Side side : {Side::before, Side::after}) {
    Run run;
    std::string struck;
    run.simulation.inject_at({side, Act::send, "note", std::nullopt, 2}, FaultId{0}, Kill{},
                             [&](const Fault& fault) { struck = describe(fault); });
    run.tell(kN0, "n0 n1 n2: a");
    run.until(5ms);
    CHECK(struck == "kill n0");
    CHECK(std::holds_alternative<Down>(run.simulation.host(kN0).lifecycle()));
    // The first went to itself, and waits with what its next life gets.
    const bool got_second = run.journal.lines.back() == "0 n1 a";
    CHECK(got_second == (side == Side::after));
    run.simulation.heal(FaultId{0});
    run.until(10ms);
    CHECK(run.journal.lines.back() == "5 n0 a");
    run.tell(kN0, "n1: not again");
    run.until(15ms);
    CHECK(run.journal.lines.back() == "10 n1 not again");
  }
}

TEST_CASE("at an event: paused before a send, a node sends it when it is resumed") {
  Run run;
  run.simulation.inject_at({Side::before, Act::send, "", kN0}, FaultId{3}, Pause{});
  run.tell(kN1, "n2: other");
  run.tell(kN0, "n1 n2: a");
  run.until(5ms);
  CHECK(run.journal.lines ==
        Lines{"0 n1 n2: other", "0 n1 done", "0 n0 n1 n2: a", "0 n0 done", "0 n2 other"});
  run.simulation.heal(FaultId{3});
  run.until(10ms);
  CHECK(run.journal.lines.size() == 7);
  CHECK(run.journal.lines[5] == "5 n1 a");
  CHECK(run.journal.lines[6] == "5 n2 a");
}

TEST_CASE("at an event: a node that is killed while it is paused there never sends") {
  Run run;
  run.simulation.inject_at({Side::before, Act::send, ""}, FaultId{3}, Pause{});
  run.tell(kN0, "n1: a");
  run.until(5ms);
  run.simulation.inject(FaultId{4}, Kill{{kN0}});
  run.simulation.heal_all();
  run.until(10ms);
  CHECK(run.journal.lines == Lines{"0 n0 n1: a", "0 n0 done"});
}

TEST_CASE("at an event: before a receipt the node is gone, after it the message is handled") {
  for (const Side side : {Side::before, Side::after}) {
    Run run;
    run.simulation.inject_at({side, Act::receive, "note", kN1, 2}, FaultId{0}, Kill{});
    for (const char* text : {"a", "b", "c"}) run.tell(kN1, text);
    run.until(5ms);
    CHECK(run.journal.lines.size() == (side == Side::before ? 1 : 2));
    run.simulation.heal(FaultId{0});
    run.until(10ms);
    CHECK(run.journal.lines.size() == 3);  // the others have waited
  }
}

TEST_CASE("at an event: a cut before a receipt loses the message") {
  Run run;
  run.simulation.inject_at({Side::before, Act::receive, "", kN1, 2}, FaultId{0}, Swizzle{});
  run.tell(kN0, "n1: a");
  run.tell(kN0, "n1: b");
  run.tell(kN0, "n2: c");
  run.until(5ms);
  const auto& lost = run.simulation.traffic().servers.lost;
  CHECK(lost[static_cast<std::size_t>(LossCause::partition)] == 1);
  CHECK(run.journal.lines.back() == "0 n2 c");
}

TEST_CASE("at an event: an unsynced send is one by a node that has written and not synced") {
  for (const Side side : {Side::before, Side::after}) {
    Run run;
    run.simulation.inject_at({side, Act::unsynced_send, "note"}, FaultId{0}, Kill{});
    run.tell(kN0, "n1: nothing written");
    run.until(5ms);
    Host& host = run.simulation.host(kN0);
    const auto write = [&](bool synced) -> Task<void> {
      co_await host.disk().append("log", "x");
      if (synced) co_await host.disk().sync();
    };
    host.spawn([&] { return write(true); });
    run.until(1s);
    run.tell(kN0, "n1: synced");
    run.until(1s + 5ms);
    REQUIRE(run.journal.lines.back() == "1000 n1 synced");
    host.spawn([&] { return write(false); });
    run.until(1s + 10ms);
    run.tell(kN0, "n1: unsynced");
    run.until(1s + 15ms);
    CHECK(std::holds_alternative<Down>(host.lifecycle()));
    CHECK((run.journal.lines.back() == "1010 n1 unsynced") == (side == Side::after));
  }
}

TEST_CASE(
    "at an event: killed before a sync nothing is safe, after it all is, and nobody was told") {
  for (const Side side : {Side::before, Side::after}) {
    std::size_t safe = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Run run({.seed = seed});
      run.simulation.inject_at({side, Act::sync, ""}, FaultId{0}, Kill{});
      Host& host = run.simulation.host(kN0);
      bool was_told = false;
      const auto write = [&]() -> Task<void> {
        co_await host.disk().append("log", "x");
        co_await host.disk().sync();
        was_told = true;
      };
      host.spawn(write);
      run.until(1s);
      CHECK_FALSE(was_told);
      CHECK_FALSE(host.is_up());
      safe += host.disk().image().safe_bytes("log");
    }
    if (side == Side::after) CHECK(safe == 20);
    if (side == Side::before) CHECK(safe < 20);  // a kill may keep the write by itself
  }
}

// Sends, and then does what a node must not.
class Blunderer final : public Node {
 public:
  explicit Blunderer(Host& host) : Node(host) {
    on(&Blunderer::note);
    invariant("is-sane", [this] { return is_sane_; });
  }

 private:
  void note(const Note& /*note*/) {
    send(id(), Note{"on its way"});
    is_sane_ = false;
    reachable("a blunder");
    throw std::runtime_error("a blunder");
  }
  bool is_sane_ = true;
};

TEST_CASE("at an event: a node that is killed in it can neither fail nor break an invariant") {
  for (const Side side : {Side::before, Side::after}) {
    Simulation simulation({});
    simulation.add_clients(1);
    test::start(simulation, 1, &make_node<Blunderer>);
    int looks = 0;
    simulation.keep([&looks](Host& /*host*/) -> std::optional<Breach> {
      ++looks;
      return std::nullopt;
    });
    simulation.inject_at({side, Act::send, "note"}, FaultId{0}, Kill{});
    simulation.host(NodeId::client(0)).send(kN0, Note{"go"});
    simulation.run_until(Time(1s));
    CHECK(simulation.failures().empty());
    CHECK_FALSE(simulation.breach());
    CHECK(simulation.labels().empty());
    CHECK(looks == 0);
    CHECK(std::holds_alternative<Down>(simulation.host(kN0).lifecycle()));
  }
}

TEST_CASE("at an event: a fault that is healed before its moment has come never comes") {
  Run run;
  run.simulation.inject_at({Side::after, Act::receive, ""}, FaultId{0}, Kill{});
  run.simulation.heal(FaultId{0});
  run.tell(kN0, "a");
  run.until(5ms);
  CHECK(run.simulation.host(kN0).is_up());
  run.simulation.inject_at({Side::after, Act::receive, ""}, FaultId{1}, Kill{});
  run.simulation.heal_all();
  run.tell(kN0, "a");
  run.until(10ms);
  CHECK(run.simulation.host(kN0).is_up());
}

std::uint64_t losses(const Simulation& simulation) {
  const auto& lost = simulation.traffic().servers.lost;
  return std::accumulate(lost.begin(), lost.end(), std::uint64_t{0});
}

TEST_CASE("flaky: links are good and bad by turns, each in its own time") {
  Simulation simulation({.seed = 3});
  Journal journal;
  test::start(simulation, 3, [&](Host& host) { return std::make_unique<Teller>(host, journal); });
  simulation.inject(Flaky{Probability::percent(90), 0ms});
  constexpr int kPeriods = 40;
  constexpr int kMessages = 50;
  int perfect = 0;
  int bad = 0;
  for (int period = 0; period < kPeriods; ++period) {
    simulation.run_until(Time(period * 500ms));
    for (const NodeId to : {kN1, kN2}) {
      const auto before = losses(simulation);
      for (int i = 0; i < kMessages; ++i) simulation.host(kN0).send(to, Note{"x"});
      const auto lost = losses(simulation) - before;
      if (lost == 0) ++perfect;
      if (lost > kMessages / 3) ++bad;
    }
  }
  CHECK(perfect > kPeriods / 2);
  CHECK(perfect < 2 * kPeriods - kPeriods / 2);
  CHECK(bad > kPeriods / 4);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
