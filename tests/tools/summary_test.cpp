// What the summary of a run tells beside what the README shows.
#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>

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

TEST_CASE("summary: the faults are told with their times and groups, of many the first few") {
  const Workplace here;
  const Outcome few = here.eddy(
      "test -w broadcast --node broadcast-flood --time-limit 20 --rate 10 --nemesis partition "
      "--seed 4 --no-store");
  CHECK(contains(few.out,
                 "\nfaults        1 × partition\n"
                 "              9.608–18.426 s  partition one-way n0 n1 n2 n4 ↛ n3\n"));
  const Outcome many = here.eddy(
      "test -w echo --time-limit 20 --nemesis partition,slow --nemesis-interval 1 --seed 1 "
      "--no-store");
  const auto begin = many.out.find("\nfaults ");
  REQUIRE(begin != std::string::npos);
  const auto end = many.out.find(" more\n", begin);
  REQUIRE(end != std::string::npos);
  CHECK(std::count(many.out.begin() + static_cast<std::ptrdiff_t>(begin) + 1,
                   many.out.begin() + static_cast<std::ptrdiff_t>(end), '\n') == 9);
}

TEST_CASE("summary: of many faults those are told that were active where the evidence is") {
  const Workplace here;
  const Outcome outcome = here.eddy(
      "test -w broadcast --node broadcast-flood --time-limit 60 --rate 1 --nemesis "
      "partition --nemesis-interval 1 --seed 4 --no-store");
  REQUIRE(outcome.status == 1);
  const auto faults = outcome.out.find("\nfaults ");
  REQUIRE(faults != std::string::npos);
  REQUIRE(contains(outcome.out.substr(faults), "… and "));
  const auto was_up = outcome.out.find(" was up ");
  REQUIRE(was_up < faults);
  const auto from = was_up + std::string_view(" was up ").size();
  const auto span = outcome.out.substr(from, outcome.out.find(" s", from) - from);
  CHECK(contains(outcome.out.substr(faults), "\n              " + span + " s  partition "));
}

TEST_CASE("summary: the logs of the nodes of an invalid run are stored") {
  const Workplace here;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS, words("test -w echo --node throws --time-limit 5 --seed 3"));
  REQUIRE(outcome.status == 1);
  const std::string log = contents(here.path() / "store/latest/node-logs/n4.log");
  CHECK(contains(log, "  this is the end\n"));
  CHECK(contains(log, "  failed: no licence; in hand: echo (msg_id 3) from c4: {"));
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
