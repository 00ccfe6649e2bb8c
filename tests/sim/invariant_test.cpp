#include "eddy/sim/invariant.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);

// Counts the notes that it gets; three are too many.
class Tally final : public Node {
 public:
  explicit Tally(Host& host) : Node(host) {
    on(&Tally::note);
    invariant("at-most-two", [this] { return count < 3; });
    invariant("no-bad-word", [this]() -> std::optional<std::string> {
      if (last != "bad") return std::nullopt;
      return "a bad word";
    });
  }
  int count = 0;
  std::string last;

 private:
  void note(const Note& note) {
    ++count;
    last = note.text;
    sometimes("a second note", count == 2);
    if (note.text == "rare") reachable("a rare note");
  }
};

struct Run {
  explicit Run(SimulationOptions options = {}) : simulation(options) {
    simulation.add_clients(1);
    test::start(simulation, 2, &make_node<Tally>);
  }
  void tell(NodeId node, const char* text) {
    simulation.host(NodeId::client(0)).send(node, Note{text});
  }
  Simulation simulation;
};

TEST_CASE("invariant: one that holds changes nothing") {
  Run run;
  run.tell(kN0, "a");
  run.tell(kN0, "b");
  run.simulation.run_until(Time(1s));
  CHECK_FALSE(run.simulation.breach());
  CHECK(run.simulation.now() == Time(1s));
}

TEST_CASE("invariant: the first that is broken ends the run at that event") {
  Run run;
  for (int i = 0; i < 5; ++i) run.tell(kN0, "a");
  run.tell(kN1, "bad");
  run.simulation.run_until(Time(1s));
  REQUIRE(run.simulation.breach());
  CHECK(run.simulation.breach()->invariant == "at-most-two");
  CHECK(run.simulation.breach()->node == kN0);
  CHECK(run.simulation.breach()->at == Time{});
  CHECK(run.simulation.breach()->text.empty());
  CHECK(test::program<Tally>(run.simulation, 0).count == 3);
  CHECK(test::program<Tally>(run.simulation, 1).count == 0);
  CHECK(run.simulation.now() == Time{});
  CHECK_FALSE(run.simulation.step(Time(1s)));
}

TEST_CASE("invariant: it may say what is wrong") {
  Run run;
  run.tell(kN1, "bad");
  run.simulation.run_until(Time(1s));
  REQUIRE(run.simulation.breach());
  CHECK(run.simulation.breach()->invariant == "no-bad-word");
  CHECK(run.simulation.breach()->text == "a bad word");
  CHECK(run.simulation.breach()->node == kN1);
}

TEST_CASE("invariant: those of a life end with it") {
  Run run;
  run.tell(kN0, "a");
  run.tell(kN0, "b");
  run.simulation.run_until(Time(1s));
  run.simulation.kill(kN0);
  run.simulation.restart(kN0);
  run.simulation.host(kN0).start_program();
  run.tell(kN0, "c");
  run.simulation.run_until(Time(2s));
  CHECK_FALSE(run.simulation.breach());
}

TEST_CASE("invariant: one over all nodes sees each after its events") {
  Run run;
  int looks = 0;
  int sum = 0;
  run.simulation.keep([&](Host& host) -> std::optional<Breach> {
    ++looks;
    sum += static_cast<Tally*>(host.program())->count;
    if (sum < 4) return std::nullopt;
    return Breach{"few-in-all", "there are too many"};
  });
  for (const NodeId node : {kN0, kN1, kN0, kN1}) run.tell(node, "a");
  run.simulation.run_until(Time(1s));
  // After the events 1 1 2 2 the sum of what was seen is 1, 2, 4.
  REQUIRE(run.simulation.breach());
  CHECK(looks == 3);
  CHECK(run.simulation.breach()->invariant == "few-in-all");
  CHECK(run.simulation.breach()->node == kN0);
}

TEST_CASE("labels: what was looked for, and what was reached") {
  Run run;
  run.tell(kN0, "a");
  run.simulation.run_until(Time(1s));
  CHECK(run.simulation.labels() == Labels{{"a second note", false}});
  run.tell(kN0, "rare");
  run.simulation.run_until(Time(2s));
  CHECK(run.simulation.labels() == Labels{{"a rare note", true}, {"a second note", true}});
}

TEST_CASE("chance: never taken unless a run asks for it, then in some runs, now and then") {
  std::size_t runs_with = 0;
  constexpr std::uint64_t kRuns = 200;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    for (const bool asked : {false, true}) {
      Run run({.seed = seed, .chances = asked ? Probability::percent(50) : Probability()});
      int taken = 0;
      const auto tries = [&]() -> Task<void> {
        for (int i = 0; i < 100; ++i) {
          co_await run.simulation.host(kN0).sleep(1ms);
          if (run.simulation.host(kN0).chance("a rare path")) ++taken;
        }
      };
      run.simulation.host(kN0).spawn(tries);
      run.simulation.run_until(Time(1s));
      if (!asked) CHECK(taken == 0);
      CHECK(taken < 50);
      if (taken > 0) ++runs_with;
    }
  }
  CHECK(runs_with > kRuns / 3);
  CHECK(runs_with < kRuns * 2 / 3);
}

TEST_CASE("requests that are sent again keep their id, and stop when the reply has come") {
  Simulation simulation({.seed = 4});
  simulation.add_clients(1);
  std::vector<std::uint64_t> ids;
  class Deaf final : public Node {
   public:
    Deaf(Host& host, std::vector<std::uint64_t>& ids) : Node(host), ids_(ids) { on(&Deaf::ping); }

   private:
    void ping(const test::Ping& /*ping*/, const Request& request) {
      ids_.push_back(request.msg_id);
      if (ids_.size() == 3) host().reply(request, test::Pong{7});
    }
    std::vector<std::uint64_t>& ids_;
  };
  test::start(simulation, 1, [&](Host& host) { return std::make_unique<Deaf>(host, ids); });
  Host& client = simulation.host(NodeId::client(0));
  client.resend_requests(4);
  std::optional<std::int64_t> got;
  const auto ask = [&]() -> Task<void> {
    const test::Ping ping{1};
    const auto pong = co_await client.rpc(kN0, ping, 5s);
    if (pong) got = pong->number;
  };
  client.spawn(ask);
  simulation.run_until(Time(20s));
  CHECK(got == 7);
  CHECK(ids == std::vector<std::uint64_t>(3, ids.front()));
  CHECK(simulation.traffic().clients.sent == 4);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
