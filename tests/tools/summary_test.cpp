// What the summary of a run tells beside what the README shows.
#include <doctest/doctest.h>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

TEST_CASE("summary: each bound that was met is a line, one that was not is evidence") {
  const Workplace here;
  const Outcome outcome = here.eddy({"test", "-w", "echo", "--time-limit", "2", "--seed", "1",
                                     "--no-store", "--availability", "0.9", "--expect",
                                     "latency.max<1s", "--expect", "latency.max > 1"});
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "\n  expected latency.max > 1, got 0 ms\n"));
  CHECK(contains(outcome.out,
                 "\nexpected      ok-fraction >= 0.9: 1\n"
                 "expected      latency.max < 1 s: 0 ms\n"
                 "time "));
}

TEST_CASE("summary: of a run that asks for nothing, and of one that a bound ended, none is told") {
  const Workplace here;
  CHECK(!contains(here.eddy("test -w echo --time-limit 1 --no-store").out, "\nexpected "));
  const Outcome stopped =
      here.eddy("test -w echo --max-events 50 --no-store --expect 'latency.max < 1s'");
  CHECK(stopped.status == 2);
  CHECK(!contains(stopped.out, "\nexpected "));
}

TEST_CASE("summary: many drawings are one line") {
  const Workplace here;
  const Outcome outcome = here.eddy(
      "test -w txn-list-append --node txn-list-append-lost-updates "
      "--seed 1");
  REQUIRE(outcome.status == 1);
  std::size_t drawings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(here.path() / "store/latest")) {
    const auto extension = entry.path().extension();
    if (extension == ".svg" || extension == ".dot") ++drawings;
  }
  REQUIRE(drawings > 1);
  const auto label = outcome.out.find("\ndrawings      store/txn-list-append/1-");
  REQUIRE(label != std::string::npos);
  const auto line = outcome.out.substr(label + 1, outcome.out.find('\n', label + 1) - label - 1);
  CHECK(line.ends_with(", " + std::to_string(drawings) + " files"));
  CHECK(!contains(outcome.out, ".svg"));
}

}  // namespace TEST_FILE
