// The lives, the clocks and the directories of nodes that are processes.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "nodes/process/process_program.h"
#include "tests/nodes/process/cluster.h"
#include "tests/sim/running.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::Time;
using test::Cluster;
using test::FakeGuest;
using test::kN0;
using test::kN1;
using test::Scripted;
using test::ScriptedRun;
using Lines = std::vector<std::string>;

TEST_CASE("process: it is woken when its time has come, unless it has changed its mind") {
  ScriptedRun run;
  run.tell("sleep", 500ms);
  run.tell("time", 2s);
  CHECK(run.log.lines ==
        Lines{"0.500 n0: time at 500 and 500", "1.001 n0: woken at 1001 and 1001"});
  run.tell("sleep", 2500ms);
  run.tell("sleep for good", 10s);
  CHECK(run.log.lines.size() == 2);
}

TEST_CASE("process: its clocks are those of its node, and a fault that sets them wakes it") {
  ScriptedRun run;
  run.simulation.run_until(Time(1s));
  const sim::FaultId jump = run.simulation.inject(sim::ClockSkew{{{kN0, -10s, 0}}});
  run.simulation.run_until(Time(2s));
  run.simulation.heal(jump);
  run.simulation.run_until(Time(4s));
  const sim::FaultId drift = run.simulation.inject(sim::ClockSkew{{{kN0, 0s, -500'000}}});
  run.tell("sleep", 7s);
  run.simulation.heal(drift);
  run.simulation.run_until(Time(8s));
  CHECK(run.log.lines ==
        Lines{"1.000 n0: woken at 1000 and -9000", "2.000 n0: woken at 2000 and 2000",
              "4.000 n0: woken at 4000 and 4000", "6.000 n0: woken at 5000 and 5000",
              "7.000 n0: woken at 5500 and 7000"});
}

TEST_CASE("process: one whose clock has become slower sleeps on until its time has come") {
  ScriptedRun run;
  run.tell("sleep", 500ms);
  run.simulation.inject(sim::ClockSkew{{{kN0, 0s, -500'000}}});
  run.simulation.run_until(Time(10s));
  CHECK(run.log.lines ==
        Lines{"0.500 n0: woken at 500 and 500", "1.502 n0: woken at 1001 and 1001"});
}

TEST_CASE("process: a paused one notices nothing but the time") {
  ScriptedRun run;
  run.tell("sleep", 500ms);
  run.simulation.pause(kN0);
  const sim::FaultId jump = run.simulation.inject(sim::ClockSkew{{{kN0, 1h, 0}}});
  run.tell("time", 3s);
  run.simulation.heal(jump);
  run.simulation.run_until(Time(4s));
  CHECK(run.log.lines.empty());
  run.simulation.resume(kN0);
  run.simulation.run_until(Time(5s));
  CHECK(run.log.lines ==
        Lines{"4.000 n0: time at 4000 and 4000", "4.000 n0: woken at 4000 and 4000"});
}

TEST_CASE("process: it is told once that it is paused, and that it goes on") {
  static Lines seen;
  struct Told final : FakeGuest {
    using FakeGuest::FakeGuest;
    void pause() override { seen.emplace_back("paused"); }
    void resume() override { seen.emplace_back("resumed"); }
  };
  Cluster cluster;
  cluster.add_process<Told>(1);
  cluster.begin();
  seen.clear();
  sim::Simulation& simulation = cluster.simulation;
  simulation.pause(kN0);
  simulation.pause(kN0);
  simulation.resume(kN0);
  simulation.resume(kN0);
  CHECK(seen == Lines{"paused", "resumed"});
  simulation.kill(kN0);
  simulation.pause(kN0);
  simulation.resume(kN0);
  CHECK(seen.size() == 2);
}

TEST_CASE("process: its next life has draws of its own, and its node's own") {
  ScriptedRun run;
  const auto begin = [&] {
    run.log.lines.clear();
    run.simulation.kill(kN0);
    run.simulation.restart(kN0);
    run.simulation.host(kN0).start_program();
    REQUIRE(run.log.lines.size() == 3);
    return run.log.lines;
  };
  const Lines second = begin();
  const Lines third = begin();
  CHECK(second[0] == "0.001 n0: life 1");
  CHECK(third[0] == "0.001 n0: life 2");
  CHECK(second[1] != third[1]);
  CHECK(second[2] == third[2]);
  Cluster other;
  other.add_process<Scripted>(2);
  other.begin();
  CHECK(other.log.lines[2].substr(6) == second[2].substr(6));
  CHECK(other.log.lines[5].substr(10) != second[2].substr(10));
}

TEST_CASE("process: each event has draws of its own, which depend on nothing else") {
  const auto drawn = [](std::uint64_t seed, bool twice) {
    ScriptedRun run(seed);
    if (twice) run.tell("draw", 1s);
    run.simulation.run_until(Time(1s));
    run.log.lines.clear();
    run.tell("draw", 2s);
    return run.log.lines;
  };
  CHECK(drawn(1, false) == drawn(1, true));
  CHECK(drawn(1, false) != drawn(2, false));
}

TEST_CASE("process: a run has one fingerprint") {
  const auto fingerprint = [](const std::string& text) {
    ScriptedRun run(3);
    run.tell("sleep", 1s);
    run.tell(text, 2s);
    run.tell("draw", 3s, kN1);
    return run.simulation.fingerprint();
  };
  CHECK(fingerprint("sleep") == fingerprint("sleep"));
  CHECK(fingerprint("sleep") != fingerprint("sleep for good"));
}

struct TemporaryFolder {
  TemporaryFolder() : path(std::filesystem::temp_directory_path() / "eddy-process-test") {
    std::filesystem::remove_all(path);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string text(const std::string& file) const {
    std::ifstream in(path / file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path path;
};

TEST_CASE("process: its directory outlives its lives, and what it was given is kept beside it") {
  TemporaryFolder folder;
  for (int i = 0; i < 2; ++i) {  // each run begins anew
    ScriptedRun run(0, folder.path);
    run.tell("write", 1s);
    run.simulation.kill(kN0);
    run.simulation.restart(kN0);
    run.simulation.host(kN0).start_program();
    run.log.lines.clear();
    run.tell("read", 2s);
    CHECK(run.log.lines == Lines{"1.000 n0: disk: x"});
  }
  CHECK(
      folder.text("n0.stdin") ==
      R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0","n1"],"msg_id":1}})"
      "\n"
      R"({"id":1,"src":"c0","dest":"n0","body":{"type":"note","text":"write"}})"
      "\n"
      R"({"id":0,"src":"c0","dest":"n0","body":{"type":"note","text":"read"}})"
      "\n");
  CHECK(std::filesystem::is_directory(folder.path / "n1"));
}

TEST_CASE("process: without a directory it has one for as long as its run lasts") {
  std::filesystem::path place;
  class Settler final : public FakeGuest {
   public:
    Settler(const GuestSetup& setup, std::filesystem::path& place) : FakeGuest(setup) {
      place = setup.working_directory;
    }
  };
  {
    sim::Simulation simulation({});
    sim::test::start(simulation, 1, as_program({{"./prog"}}, [&](const GuestSetup& setup) {
                       return std::make_unique<Settler>(setup, place);
                     }));
    CHECK(place.filename() == "n0");
    CHECK(std::filesystem::is_directory(place));
  }
  CHECK_FALSE(std::filesystem::exists(place.parent_path()));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
