#include <doctest/doctest.h>

#include "eddy/checkers/echo.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("echo: every payload returned as it was sent is valid") {
  const Verdict verdict = check_echo(WrittenHistory()
                                         .invoke(0, "echo", "Please echo 1")
                                         .invoke(1, "echo", boost::json::array{1, nullptr})
                                         .ok(1, "echo", boost::json::array{1, nullptr})
                                         .ok(0, "echo", "Please echo 1"));
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.evidence.empty());
  CHECK(figure_of(verdict, "request-count") == 2);
  CHECK(figure_of(verdict, "error-count") == 0);
}

TEST_CASE("echo: without requests it is valid") {
  CHECK(check_echo(History{}).validity == Validity::valid);
}

TEST_CASE("echo: another payload than the one sent is invalid and both are shown") {
  const Verdict verdict =
      check_echo(WrittenHistory().at(1250).invoke(3, "echo", "a").ok(3, "echo", "b"));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) ==
        "op 0 of process 3 at 1.250 s: sent \"a\", got \"b\" (op 1 of process 3 at 1.251 s)\n");
}

TEST_CASE("echo: a payload that only looks the same is invalid") {
  CHECK(check_echo(WrittenHistory().invoke(0, "echo", 1).ok(0, "echo", "1")).validity ==
        Validity::invalid);
  CHECK(check_echo(WrittenHistory().invoke(0, "echo", 1).ok(0, "echo", 1.0)).validity ==
        Validity::invalid);
}

TEST_CASE("echo: a request that is never answered is invalid") {
  const Verdict verdict = check_echo(WrittenHistory().invoke(0, "echo", "a"));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) == "op 0 of process 0: sent \"a\" and never got an answer\n");
}

TEST_CASE("echo: a request that fails or ends without a definite answer is invalid") {
  CHECK(check_echo(WrittenHistory().invoke(0, "echo", "a").fail(0, "echo", "a")).validity ==
        Validity::invalid);
  CHECK(check_echo(WrittenHistory().invoke(0, "echo", "a").info(0, "echo", "a")).validity ==
        Validity::invalid);
}

TEST_CASE("echo: an answer to nothing is invalid") {
  CHECK(check_echo(WrittenHistory().ok(0, "echo", "a")).validity == Validity::invalid);
}

TEST_CASE("echo: the nemesis and other functions do not matter") {
  CHECK(check_echo(WrittenHistory().invoke(kNemesis, "echo").invoke(0, "read")).validity ==
        Validity::valid);
}

TEST_CASE("echo: of many errors the first are shown and all are counted") {
  WrittenHistory history;
  for (int i = 0; i < 100; ++i) history.invoke(i, "echo", i);
  const Verdict verdict = check_echo(history);
  CHECK(figure_of(verdict, "error-count") == 100);
  CHECK(verdict.evidence.size() == 9);
  CHECK(verdict.evidence.back() == "… and 92 more of 100 requests");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
