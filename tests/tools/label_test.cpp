// A run says whether it is deterministic, and why not; one that was given up is unknown.
#include <doctest/doctest.h>

#include <string>

#include "tests/tools/run_results.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

Outcome own(const Workplace& here, const std::string& line) {
  return here.run(EDDY_OWN_PROGRAMS, words(line));
}

TEST_CASE("a run of ours is deterministic, and its summary says nothing of it") {
  const Workplace here;
  const auto results = results_of_run(here, "-w echo --time-limit 2 --no-store");
  CHECK(results.at("deterministic") == true);
  CHECK_FALSE(results.as_object().contains("not-deterministic-because"));
  CHECK_FALSE(results.as_object().contains("bin"));
  CHECK_FALSE(contains(here.eddy("test -w echo --time-limit 2 --no-store").out, "deterministic"));
}

TEST_CASE("what a node says of itself is in the results, for programs and for people") {
  const Workplace here;
  const std::string line = "test --node unrepeatable --node-count 2 --time-limit 5 --seed 1";
  const Outcome json = own(here, line + " --json");
  CHECK(json.status == 0);
  const auto results = parse_json(json.out);
  CHECK(results.at("deterministic") == false);
  const auto& why = results.at("not-deterministic-because").as_array();
  REQUIRE(why.size() == 1);
  CHECK(why[0].as_string().ends_with(": it counts what other runs did"));
  const Outcome told = own(here, line);
  CHECK(told.status == 0);
  CHECK(line_behind(told.out, "deterministic").starts_with("no: n"));
  CHECK(line_behind(told.out, "deterministic").ends_with(": it counts what other runs did"));
  const auto stored = parse_json(contents(here.path() / "store/latest/results.json"));
  CHECK(stored.at("deterministic") == false);
}

TEST_CASE("two runs that differ are a label, too") {
  const Workplace here;
  const Outcome outcome = own(here, "test --node cache --seed 1 --verify --json --no-store");
  CHECK(outcome.status == 255);
  const auto results = parse_json(outcome.out);
  CHECK(results.at("deterministic") == false);
  CHECK(results.at("not-deterministic-because").at(0) == "two more runs of it have other events");
}

TEST_CASE("a sweep compares no two runs of a program that says that they may differ") {
  const Workplace here;
  const Outcome sweep =
      own(here, "sweep --node unrepeatable --plain --time-limit 2 --seeds 0..3 --jobs 1");
  CHECK(sweep.status == 0);
  CHECK(sweep.out.starts_with("valid  echo with unrepeatable, seeds 0..3\n"));
}

TEST_CASE("a run that a node gives up is unknown, and says why") {
  const Workplace here;
  const Outcome outcome = own(here, "test --node gives-up --node-count 1 --seed 1");
  CHECK(outcome.status == 2);
  CHECK(
      outcome.out.starts_with("unknown  echo with gives-up, 1 node, seed 1\n\n"
                              "  n0 waits for Godot; the run was ended there, at "));
  CHECK_FALSE(contains(outcome.out, "minimise "));
  const auto results = parse_json(contents(here.path() / "store/latest/results.json"));
  CHECK(results.at("valid?") == "unknown");
  CHECK(results.at("run").at("given-up").at("node") == "n0");
  CHECK(results.at("run").at("given-up").at("why") == "waits for Godot");
  CHECK(own(here, "test --node gives-up --node-count 1 --seed 1 --no-store --verify").status == 2);
  const Outcome searched = own(here, "explain store/latest");
  CHECK(searched.status == 254);
}

}  // namespace TEST_FILE
