// Faults that wait for an event: Simulation::inject_at.
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "eddy/sim/simulation.h"
#include "tests/sim/telling_run.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Lines;
using Run = test::TellingRun;
using test::Note;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kN2 = NodeId::node(2);

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

TEST_CASE(
    "at an event: a send that has waited is counted once, and what it strikes it strikes then") {
  Run run;
  const Trigger first{Side::before, Act::send, "note", kN0, 1};
  run.simulation.inject_at(first, FaultId{0}, Pause{});
  Trigger second = first;
  second.number = 2;
  run.simulation.inject_at(second, FaultId{1}, Kill{});
  run.tell(kN0, "n1 n2: a");
  run.until(5ms);
  run.simulation.heal(FaultId{0});
  CHECK(std::holds_alternative<Down>(run.simulation.host(kN0).lifecycle()));
  run.until(10ms);
  CHECK(run.journal.lines == Lines{"0 n0 n1 n2: a", "0 n0 done", "5 n1 a"});
}

TEST_CASE("at an event: a receipt that has waited is counted once, in a next life, too") {
  Run run;
  const auto strike_at = [&](std::uint64_t number, const Fault& fault) {
    run.simulation.inject_at({Side::before, Act::receive, "note", kN1, number},
                             FaultId{static_cast<std::uint32_t>(number)}, fault);
  };
  strike_at(1, Pause{});
  strike_at(2, Kill{});
  strike_at(3, Kill{});
  for (const char* text : {"a", "b", "c"}) run.tell(kN1, text);
  run.until(5ms);
  CHECK(run.journal.lines.empty());
  run.simulation.heal(FaultId{1});
  run.until(10ms);
  CHECK(run.journal.lines == Lines{"5 n1 a"});
  run.simulation.heal(FaultId{2});
  run.until(15ms);
  CHECK(run.journal.lines == Lines{"5 n1 a", "10 n1 b"});
  run.simulation.heal(FaultId{3});
  run.until(20ms);
  CHECK(run.journal.lines == Lines{"5 n1 a", "10 n1 b", "15 n1 c"});
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

}  // namespace TEST_FILE
}  // namespace eddy::sim
