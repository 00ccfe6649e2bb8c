// A node program that takes the process down is told in one line, and the run can be had again.
#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

std::vector<std::string> run_of(const std::string& node) {
  return words("test -w echo --time-limit 5 --seed 3 --no-store --node " + node);
}

// Waits until a node of that child says "this is the end", which it does in the event that it does
// not come back from.
void await_end(const Workplace& here) {
  while (!contains(contents(here.error_output()), "this is the end")) ::sched_yield();
}

// A sanitizer that handles the signal has its say after our line, and ends the process itself.
bool is_told_by_sanitizer([[maybe_unused]] const Outcome& outcome) {
#ifdef __SANITIZE_ADDRESS__
  return outcome.status == 1 && contains(outcome.err, "Sanitizer");
#else
  return false;
#endif
}

TEST_CASE("fatal signal: eddy test tells node, message, time, seed and how to have it again") {
  const struct {
    const char* node;
    int signal;
    const char* name;
  } ways[] = {{"segfaults", SIGSEGV, "SIGSEGV"},
              {"aborts", SIGABRT, "SIGABRT"},
              {"overflows", SIGSEGV, "SIGSEGV"}};
  for (const auto& way : ways) {
    CAPTURE(way.node);
    const Workplace here;
    const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, run_of(way.node));
    if (!is_told_by_sanitizer(outcome)) {
      CHECK(outcome.status == 128 + way.signal);
      CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    }
    CHECK(outcome.err.starts_with(way.name + std::string(" while n")));
    CHECK(contains(outcome.err, " handled echo (msg_id "));
    CHECK(contains(outcome.err, ", at virtual time "));
    const std::string line = outcome.err.substr(0, outcome.err.find('\n'));
    const std::string again = " of seed 3; again: ";
    const auto at = line.find(again);
    REQUIRE(at != std::string::npos);
    const Outcome once_more = here.shell(line.substr(at + again.size()));
    CHECK((once_more.status == 128 + way.signal || is_told_by_sanitizer(once_more)));
    CHECK(contains(once_more.err, line.substr(0, at)));
  }
}

TEST_CASE("fatal signal: a node that loops for ever is told when it is interrupted, even once") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    const Workplace here;
    auto arguments = run_of("loops");
    arguments.emplace_back("--log-stderr");
    const pid_t child = here.begin(EDDY_OWN_PROGRAMS, arguments);
    await_end(here);
    REQUIRE(::kill(child, signal) == 0);
    const Outcome outcome = here.finish(child);
    CHECK(outcome.status == 128 + signal);
    CHECK(contains(outcome.err, signal == SIGTERM ? "SIGTERM while n" : "SIGINT while n"));
    CHECK(contains(outcome.err, " handled echo (msg_id "));
    CHECK(contains(outcome.err, " of seed 3; again: "));
  }
}

TEST_CASE("an exception's line names the message in hand") {
  const Workplace here;
  const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, run_of("throws"));
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, ": no licence; in hand: echo (msg_id "));
  CHECK(contains(outcome.out, " from c"));
  CHECK(contains(outcome.out, ": {\"echo\":\"Please echo "));
  CHECK(contains(outcome.out, "; so did n"));
}

}  // namespace TEST_FILE
