// eddy::testing::sweep: what a unit test of a user tells when seeds of it fail.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <string>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

Outcome run_case(const std::string& name, const std::string& environment = "") {
  const Workplace here;
  return here.shell(fmt::format("{} '{}' --test-case='{}' 2>&1", environment, EDDY_SWEPT, name));
}

// The line that gives it again fails alike, with one seed.
void check_reproduction(const std::string& output, const std::string& part) {
  const std::string label = "; again: ";
  REQUIRE(contains(output, label));
  std::string line = output.substr(output.find(label) + label.size());
  line = line.substr(0, line.find('\n'));
  CAPTURE(line);
  const Workplace here;
  const Outcome again = here.shell(line);
  CHECK(again.status != 0);
  CHECK(contains(again.out, part));
  CHECK_FALSE(contains(again.out, " seeds fail"));
}

TEST_CASE("testing::sweep: where all seeds pass the test does, without a word") {
  const Outcome outcome = run_case("all pass");
  CAPTURE(outcome.out);
  CHECK(outcome.status == 0);
  CHECK_FALSE(contains(outcome.out, "WARN"));
  CHECK(contains(outcome.out, "1 passed"));
}

TEST_CASE("testing::sweep: the failing seed with the fewest events is told of, and no other") {
  const Outcome outcome = run_case("some fail");
  CAPTURE(outcome.out);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "4 of 40 seeds fail; the shortest is seed 33; again: EDDY_SEED=33 "));
  CHECK(contains(outcome.out, "CHECK( seed % 10 != 3 ) is NOT correct!"));
  CHECK(contains(outcome.out, "told of seed 33"));
  CHECK_FALSE(contains(outcome.out, "told of seed 3\n"));
  CHECK(contains(outcome.out, "assertions: 1 | 0 passed | 1 failed"));
  check_reproduction(outcome.out, "told of seed 33");
}

TEST_CASE("testing::sweep: REQUIRE, exceptions and messages fail a seed, too") {
  const Outcome required = run_case("some stop at once");
  CHECK(required.status == 1);
  CHECK(contains(required.out, "10 of 40 seeds fail; "));
  CHECK(contains(required.out, "REQUIRE( seed < 30 ) is NOT correct!"));
  const Outcome thrown = run_case("one throws");
  CHECK(thrown.status == 1);
  CHECK(contains(thrown.out, "1 of 40 seeds fail; the shortest is seed 7"));
  CHECK(contains(thrown.out, "test case THREW exception: seven"));
  const Outcome told = run_case("one is told of by a message");
  CHECK(told.status == 1);
  CHECK(contains(told.out, "no good: 7"));
}

TEST_CASE("testing::sweep: seeds that take their process down do not end the others") {
  const Outcome outcome = run_case("some take the process down");
  CAPTURE(outcome.out);
  CHECK(outcome.status != 0);
  CHECK(contains(outcome.out, "2 of 40 seeds fail; the shortest is seed 11; again: EDDY_SEED=11 "));
  CHECK(contains(outcome.out, "test case CRASHED: SIGABRT"));
}

TEST_CASE("testing::sweep: a seed that fails by what others left behind is told to do so") {
  const Outcome outcome = run_case("what seeds leave behind counts");
  CAPTURE(outcome.out);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "failed in a process of its own, and did not when it was run again"));
}

TEST_CASE("testing::sweep: of an experiment that fails, the smallest run and its story are told") {
  struct Way {
    const char* test;
    const char* environment;
  };
  // Also where the failing check throws, and where one seed is given.
  for (const Way& way : {Way{"experiments fail", ""},
                         {"experiments fail and throw", ""},
                         {"experiments fail", "EDDY_SEED=1"},
                         {"experiments fail and throw", "EDDY_SEED=1"}}) {
    CAPTURE(way.test);
    const Outcome outcome = run_case(way.test, way.environment);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.out, "the smallest run that fails so: n"));
    CHECK(contains(outcome.out, "* decides: had it gone otherwise"));
    CHECK(contains(outcome.out, "{\"format\":2,"));
  }
}

TEST_CASE("testing::sweep: EDDY_SEED names a run that branches") {
  CHECK(run_case("some fail", "EDDY_SEED='34@20>5'").status == 0);
  const Outcome failing = run_case("some fail", "EDDY_SEED='3@20>5'");
  CHECK(failing.status == 1);
  CHECK(contains(failing.out, "of seed 3@20>5"));
  CHECK(contains(failing.out, "again: EDDY_SEED='3@20>5' "));
  CHECK(run_case("some fail", "EDDY_SEED=3@").status == 1);
}

TEST_CASE("testing::sweep: EDDY_SEED runs its seed alone") {
  CHECK(run_case("some fail", "EDDY_SEED=34").status == 0);
  CHECK(run_case("some fail", "EDDY_SEED=3").status == 1);
}

}  // namespace TEST_FILE
