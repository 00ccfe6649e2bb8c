// eddy minimise.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/tools/workplace.h"

namespace eddy::testing {
namespace TEST_FILE {

namespace fs = std::filesystem;

constexpr const char* kLossy = "-w broadcast --node broadcast-flood --node-count 9 --loss 0.05";

TEST_CASE("minimise: the run of a test that fails, from its folder") {
  const Workplace here;
  const Outcome failing = here.eddy(fmt::format("test {} --seed 1", kLossy));
  REQUIRE(failing.status == 1);
  const std::string line = line_behind(failing.out, "minimise");
  CHECK(contains(line, " minimise store/broadcast/1-"));
  const Outcome minimal = here.shell(line + " --keys 20");
  CHECK(minimal.status == 0);
  CHECK(contains(minimal.out, "the smallest run that fails as store/broadcast/1-"));
  CHECK(contains(minimal.out, "operations"));
  CHECK(contains(minimal.out, "→ 1\n"));
  CHECK(contains(minimal.out, "* n1 → n0  flooded"));
  CHECK(contains(minimal.out, "fails under   20 of 20 other seeds"));
  CHECK(fits(minimal.out.substr(minimal.out.find("operations ")), 120));
  for (const char* file : {"scenario.json", "results.json", "story.txt", "story.svg", "test.cpp"})
    CHECK(fs::exists(here.path() / "store/latest" / file));
  const std::string story = contents(here.path() / "store/latest/story.txt");
  CHECK(contains(minimal.out, story));
  CHECK(contains(contents(here.path() / "store/latest/story.svg"), "</svg>"));
  // What it says replays it, and fails.
  const Outcome replayed = here.shell(line_behind(minimal.out, "replay"));
  CHECK(replayed.status == 1);
  // What is minimal stays so.
  const Outcome again = here.eddy("minimise store/latest --json --keys 0");
  CHECK(again.status == 0);
  const auto told = parse_json(again.out);
  CHECK(told.at("before").at("operations") == 1);
  CHECK(told.at("after").at("operations") == 1);
}

TEST_CASE("minimise: its test case fails on the wrong program, and passes on the right one") {
  const Workplace here;
  const Outcome wrong = here.run(EDDY_PASTED, {"--source-file=*wrong_case.cpp"});
  CHECK(wrong.status == 1);
  CHECK(contains(wrong.out, "the last read misses 1 of 1 acknowledged values"));
  const Outcome right = here.run(EDDY_PASTED, {"--source-file=*right_case.cpp"});
  CHECK(right.status == 0);
  CHECK(contains(right.out, "1 passed"));
}

TEST_CASE("minimise: options and a seed, or a scenario, or standard input give the same") {
  const Workplace here;
  const std::string options = fmt::format("{} --seed 1 --no-store --json --keys 3", kLossy);
  const Outcome by_seed = here.eddy("minimise " + options);
  REQUIRE(by_seed.status == 0);
  const auto told = parse_json(by_seed.out);
  CHECK(told.at("robustness").at("keys") == 3);
  CHECK(told.at("run") == "seed 1");
  CHECK(contains(std::string(told.at("reproduce").as_string()), "test -w broadcast"));
  CHECK_FALSE(fs::exists(here.path() / "store"));
  REQUIRE(here.eddy(fmt::format("plan {} --seed 1 -o it.json", kLossy)).status == 0);
  for (const std::string place : {"it.json", "- < it.json"}) {
    const Outcome other =
        here.shell(fmt::format(EDDY_BINARY " minimise --no-store --json --keys 3 {}", place));
    CHECK(other.status == 0);
    CHECK(parse_json(other.out).at("scenario") == told.at("scenario"));
  }
  CHECK(here.eddy("minimize it.json --no-store --keys 0").status == 0);
}

TEST_CASE("minimise: one job and several give the same bytes") {
  const Workplace here;
  for (const char* run : {"-w lin-kv --node lin-kv-proxy-seq --seed 1",
                          "-w pn-counter --node pn-counter-once --nemesis partition --seed 0"}) {
    const auto minimal = [&](int jobs) {
      const Outcome outcome = here.eddy(
          fmt::format("minimise {} --no-store --json --keys 4 --budget 60 -j {}", run, jobs));
      REQUIRE(outcome.status == 0);
      auto told = parse_json(outcome.out).as_object();
      told.erase("wall-seconds");
      return told;
    };
    CHECK(minimal(1) == minimal(2));
    CHECK(minimal(1) == minimal(5));
  }
}

TEST_CASE("minimise: of a sweep, the shortest runs of a group") {
  const Workplace here;
  const Outcome sweep =
      here.eddy(fmt::format("sweep {} --plain --seeds 0..19 --name lossy --time-limit 20", kLossy));
  REQUIRE(sweep.status == 1);
  const std::string line = line_behind(sweep.out, "minimise");
  CHECK(contains(line, "minimise store/broadcast/sweep-lossy"));
  const Outcome minimal = here.shell(line + " --keys 2");
  CHECK(minimal.status == 0);
  CHECK(contains(minimal.out, "of store/broadcast/sweep-lossy"));
  CHECK(contains(here.refusal_of("minimise store/broadcast/sweep-lossy --group 99"),
                 "--group 99: the runs of store/broadcast/sweep-lossy fail in "));
  REQUIRE(here.eddy("sweep -w echo --plain --seeds 0..3 --name right").status == 0);
  CHECK(here.refusal_of("minimise store/echo/sweep-right") ==
        "store/echo/sweep-right: no run of this sweep fails: there is no cause to find");
}

TEST_CASE("minimise: a budget in runs or in time ends it with the smallest so far") {
  const Workplace here;
  const std::string options = fmt::format("minimise {} --seed 1 --no-store --keys 0", kLossy);
  const Outcome cut = here.eddy(options + " --budget 4");
  CHECK(cut.status == 0);
  CHECK(contains(cut.out, "runs          4, and "));
  CHECK(contains(cut.out, "cut short: see --budget"));
  CHECK(here.eddy(options + " --budget 10min").status == 0);
  CHECK(contains(here.refusal_of(options + " --budget 0"), "--budget 0 leaves no run to try"));
  CHECK(contains(here.refusal_of(options + " --budget 0s"), "leaves no time"));
  CHECK(contains(here.refusal_of(options + " --budget many"), "takes a number of runs"));
}

TEST_CASE("minimise: what cannot be minimised is refused in one line") {
  const Workplace here;
  CHECK(contains(here.refusal_of("minimise"), "which run? name a scenario"));
  CHECK(contains(here.refusal_of("minimise -w echo"), "which run? give its --seed"));
  CHECK(here.refusal_of("minimise -w echo --seed 1") ==
        "seed 1: this run does not fail, it is valid");
  CHECK(contains(here.refusal_of("minimise nowhere.json"), "cannot read nowhere.json"));
  CHECK(contains(here.refusal_of("minimise -w echo --seed 1 --group 2"),
                 "--group 2 is for the folder of a sweep"));
  // A bound has ended it.
  REQUIRE(here.eddy(fmt::format("plan {} --seed 1 -o it.json", kLossy)).status == 0);
  CHECK(here.refusal_of("minimise it.json --loss 0.5") ==
        "it.json has all options of its run: leave --loss out, or leave out it.json");
  std::string text = contents(here.path() / "it.json");
  const auto at = text.find("\"events\": ");
  text.replace(at, text.find(',', at) - at, "\"events\": 500");
  std::ofstream(here.path() / "it.json") << text;
  CHECK(contains(here.refusal_of("minimise it.json"), "a bound ended this run"));
}

TEST_CASE("minimise: a stored run that fails otherwise by now is not followed") {
  const Workplace here;
  REQUIRE(here.eddy(fmt::format("test {} --seed 1", kLossy)).status == 1);
  const fs::path results = here.path() / "store/latest/results.json";
  std::string text = contents(results);
  const auto at = text.find("\"kind\": \"");
  text.insert(at + 9, "un");
  std::ofstream(results) << text;
  CHECK(contains(here.refusal_of("minimise store/latest"),
                 "this run fails otherwise than when it was stored: then convergence: unmissing, "
                 "now convergence: missing"));
}

TEST_CASE("minimise: a stored run that is another by now and fails the same way is told of") {
  const Workplace here;
  REQUIRE(here.eddy(fmt::format("test {} --seed 1", kLossy)).status == 1);
  CHECK(here.eddy("minimise store/latest --no-store --keys 0").err.empty());
  const fs::path results = here.path() / "store/latest/results.json";
  std::string text = contents(results);
  const std::string label = "\"fingerprint\": \"";
  const auto at = text.find(label);
  REQUIRE(at != std::string::npos);
  text.replace(at + label.size(), 4, "beef");
  std::ofstream(results) << text;
  const Outcome outcome = here.eddy("minimise store/latest --no-store --keys 0");
  CHECK(outcome.status == 0);
  CHECK(contains(
      outcome.err,
      "store/latest: the program or the scenario has changed since this run was stored; it "
      "fails the same way, and is another run (fingerprint "));
}

TEST_CASE("minimise: a program that takes its process down is minimised as others are") {
  const Workplace here;
  const auto own = [&](const std::string& line) {
    return here.run(EDDY_OWN_PROGRAMS, words(line));
  };
  struct Death {
    const char* node;
    const char* signal;
  };
  for (const Death& death : {Death{"segfaults", "SIGSEGV"}, Death{"aborts", "SIGABRT"}}) {
    const Outcome minimal =
        own(fmt::format("minimise -w echo --node {} --seed 3 --keys 3", death.node));
    REQUIRE(minimal.status == 0);
    const std::string why = fmt::format(
        "{} while n0 handled echo (msg_id 4) from c0, at virtual time 0.030 s of seed 3",
        death.signal);
    CHECK(contains(minimal.out, "\n  " + why + "\n"));
    CHECK(contains(minimal.out, "the process ends: " + why));
    CHECK(contains(minimal.out, "→ 3\n"));
    CHECK(contains(minimal.out, "fails under   3 of 3 other seeds"));
    CHECK(minimal.err.empty());
    const auto results = parse_json(contents(here.path() / "store/latest/results.json"));
    CHECK(results.at("valid?") == false);
    CHECK(results.at("findings").at(0).at("checker") == "process");
    // A sanitizer ends the process in its own way.
    const auto& kind = results.at("findings").at(0).at("kind").as_string();
    CHECK((kind == fmt::format("signal {}", death.signal) || kind == "exit status 1"));
    // It is the same run when it is read again, and it dies.
    const Outcome again = own("minimise store/latest --json --no-store --keys 0");
    REQUIRE(again.status == 0);
    CHECK(parse_json(again.out).at("after").at("operations") == 3);
    CHECK(contains(own("replay store/latest").err, death.signal));
    const Outcome cause =
        own(fmt::format("explain -w echo --node {} --seed 3 --branches 8", death.node));
    CHECK(cause.status == 0);
    CHECK(contains(cause.out, "no luck of network, nodes or faults: what the clients did does it"));
  }
}

TEST_CASE("minimise: of a sweep whose processes died") {
  const Workplace here;
  const Outcome sweep = here.run(
      EDDY_OWN_PROGRAMS, words("sweep -w echo --node segfaults --plain --seeds 0..5 --name dead"));
  REQUIRE(sweep.status == 1);
  const Outcome minimal = here.shell(line_behind(sweep.out, "minimise") + " --keys 2");
  CHECK(minimal.status == 0);
  CHECK(contains(minimal.out, "SIGSEGV while n0 handled echo"));
}

TEST_CASE("minimise: a candidate that dies, or computes without end, ends no search") {
  const Workplace here;
  struct Alone {
    const char* node;
    const char* kind;
  };
  for (const Alone& alone : {Alone{"aborts-alone", "signal SIGABRT"}, {"loops-alone", "no end"}}) {
    const Outcome minimal =
        here.run(EDDY_OWN_PROGRAMS, words(fmt::format("minimise -w echo --node {} --seed 3 "
                                                      "--no-store --json --keys 0",
                                                      alone.node)));
    REQUIRE(minimal.status == 0);
    const auto told = parse_json(minimal.out);
    CHECK(told.at("checker") == "nodes");
    CHECK(told.at("after").at("nodes") == 2);
    CHECK(told.at("another").at("checker") == "process");
    CHECK(told.at("another").at("kind") == alone.kind);
  }
}

TEST_CASE("minimise: Ctrl-C ends a run that does not come to its end") {
  const Workplace here;
  const pid_t child =
      here.begin(EDDY_OWN_PROGRAMS, words("minimise -w echo --node loops --seed 3"));
  while (!fs::exists(here.path() / "store/echo")) ::sched_yield();
  REQUIRE(::kill(child, SIGINT) == 0);
  const Outcome outcome = here.finish(child);
  CHECK(outcome.status == 128 + SIGINT);
  CHECK(contains(outcome.err, "interrupted: seed 3: the run had not been made twice by then"));
}

TEST_CASE("minimise: Ctrl-C tells the smallest run so far") {
  const Workplace here;
  const pid_t child =
      here.begin(EDDY_BINARY, words(fmt::format("minimise {} --seed 1 --keys 100000", kLossy)));
  while (!fs::exists(here.path() / "store/broadcast")) ::sched_yield();
  REQUIRE(::kill(child, SIGINT) == 0);
  const Outcome outcome = here.finish(child);
  CHECK(outcome.status == 128 + SIGINT);
  CHECK(contains(outcome.err, "interrupted: this is the smallest run so far"));
  CHECK(fs::exists(here.path() / "store/latest/scenario.json"));
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
