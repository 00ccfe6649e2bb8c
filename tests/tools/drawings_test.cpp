// `eddy check --drawings`: where they go, and what happens where they cannot.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::string kExamples = std::string(EDDY_SOURCE_DIR) + "/tests/golden/verdicts/";
// Of this one cycle there are an SVG and a text for Graphviz.
const std::string kCycle =
    "--model list-append " + kExamples + "list-append/circular-information-flow.jsonl";
const std::string kValid = "--model list-append " + kExamples + "list-append/valid.jsonl";
// Of what is not linearizable there is an SVG.
const std::string kNotLinearizable = "--model mutex " + kExamples + "mutex/held-twice.jsonl";

Outcome check(const Workplace& here, const std::string& directory, const std::string& rest) {
  return here.eddy(fmt::format("check --drawings {} {}", directory, rest));
}

TEST_CASE("drawings: the directory is made, and one line tells how many there are") {
  const Workplace here;
  const Outcome outcome = check(here, "all/cycles", kCycle);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "\ndrawings            all/cycles, 2 files\n"));
  CHECK(fs::exists(here.path() / "all/cycles/G1c-0.svg"));
  CHECK(fs::exists(here.path() / "all/cycles/G1c-0.dot"));
}

TEST_CASE("drawings: a single one is named") {
  const Workplace here;
  const Outcome outcome = check(here, "drawn", kNotLinearizable);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "  drawn/linearizable-0.svg\n"));
  CHECK(contains(outcome.out, "\ndrawing "));
}

TEST_CASE("drawings: where nothing is drawn no directory is made") {
  const Workplace here;
  const Outcome outcome = check(here, "drawn", kValid);
  CHECK(outcome.status == 0);
  CHECK(!contains(outcome.out, "drawing"));
  CHECK(!fs::exists(here.path() / "drawn"));
}

TEST_CASE("drawings: a place that cannot hold any is refused before the history is judged") {
  const Workplace here;
  std::ofstream(here.path() / "file") << "text";
  for (const std::string directory : {"file", "file/below", "file/far/below"}) {
    CAPTURE(directory);
    const Outcome outcome = check(here, directory, kCycle);
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(contains(unwrapped(outcome.err), "cannot write drawings to " + directory + ": "));
    CHECK(contains(unwrapped(outcome.err), "/file is no directory\n"));
  }
}

TEST_CASE("drawings: where one cannot be written after all, the verdict is printed all the same") {
  const Workplace here;
  fs::create_directories(here.path() / "cycles/G1c-0.svg");  // in the way
  for (const std::string json : {"", " --json"}) {
    CAPTURE(json);
    const Outcome outcome = check(here, "cycles", kCycle + json);
    CHECK(outcome.status == 254);
    CHECK(outcome.out == here.eddy("check " + kCycle + json).out);
    CHECK(contains(unwrapped(outcome.err),
                   "cannot write drawings to cycles/G1c-0.svg: it cannot be opened"));
  }
}

}  // namespace TEST_FILE
