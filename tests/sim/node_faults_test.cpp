// Faults of nodes, and links that hold, as the simulation injects and heals them.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <numeric>

#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/telling_run.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Journal;
using test::Lines;
using test::Note;
using test::Teller;
using Run = test::TellingRun;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kN2 = NodeId::node(2);

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
