// The progress line: when it is drawn, that only a terminal sees it, and that it changes nothing.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <fstream>

#include "tests/tools/pseudo_terminal.h"
#include "tests/tools/workplace.h"
#include "tools/progress_line.h"
#include "tools/wrapping.h"

namespace TEST_FILE {

using namespace eddy::testing;
using eddy::tools::ProgressDisplay;
using namespace std::chrono_literals;

constexpr ProgressDisplay::Time kBegin{};
constexpr std::string_view kErased = "\r\x1b[K";

// Shows all that there is to show, without the second that must have passed.
const std::map<std::string, std::string> kAtOnce = {{"EDDY_PROGRESS_AFTER", "0"}};

std::string eddy_line(const std::string& arguments) {
  return fmt::format("'{}' {}", EDDY_BINARY, arguments);
}

// 99,696 events: progress is told about more than once.
const std::string kRun =
    "test -w broadcast --node-count 25 --rate 100 --latency 100 --time-limit 20 --nemesis "
    "partition "
    "--seed 7 --no-store --json";

TEST_CASE("progress: nothing is drawn before a second has passed, then the latest text") {
  ProgressDisplay display({}, kBegin);
  CHECK(display.draw(kBegin + 5s, 80).empty());
  display.set("planning");
  CHECK(display.draw(kBegin + 999ms, 80).empty());
  CHECK(display.erase().empty());
  display.set("judging");
  CHECK(display.draw(kBegin + 1s, 80) == "\r\x1b[Kjudging; 1 s wall");
}

TEST_CASE("progress: a line is drawn anew at most ten times a second, if only for the time") {
  ProgressDisplay display({}, kBegin);
  display.set("judging");
  CHECK_FALSE(display.draw(kBegin + 2s, 80).empty());
  display.set("still judging");
  CHECK(display.draw(kBegin + 2099ms, 80).empty());
  CHECK(display.draw(kBegin + 2100ms, 80) == "\r\x1b[Kstill judging; 2 s wall");
  CHECK(display.draw(kBegin + 2999ms, 80).empty());
  CHECK(display.draw(kBegin + 60s, 80) == "\r\x1b[Kstill judging; 60 s wall");
}

TEST_CASE("progress: what was drawn is erased, once") {
  ProgressDisplay display({}, kBegin);
  display.set("judging");
  display.draw(kBegin + 1s, 80);
  CHECK(display.erase() == kErased);
  CHECK(display.erase().empty());
  CHECK(display.draw(kBegin + 9s, 80).empty());
}

TEST_CASE("progress: a line is cut where the terminal ends") {
  ProgressDisplay display({}, kBegin);
  display.set("3 × judging");
  CHECK(display.draw(kBegin + 1s, 5) == "\r\x1b[K3 × ");
  CHECK(eddy::tools::width_of("3 × ") == 4);
}

TEST_CASE("progress: of many runs it tells how many were valid, and how long the rest may take") {
  CHECK(eddy::tools::progress_of_runs(1, 100, 0s) == "run 1 of 100, 0 valid so far");
  CHECK(eddy::tools::progress_of_runs(11, 100, 5s) ==
        "run 11 of 100, 10 valid so far, at most 45 s left");
}

TEST_CASE("progress: a terminal sees how far a run has come, and nothing of it stays") {
  const Workplace here;
  const Screen screen = on_terminal(here, eddy_line(kRun) + " > out", 100, kAtOnce);
  CHECK(screen.status == 0);
  CAPTURE(screen.text);
  CHECK(contains(screen.text, "planning; 0 s"));
  CHECK(contains(screen.text, " of 20 virtual seconds, 65,536 events; "));
  CHECK(contains(screen.text, "judging; "));
  CHECK(screen.text.ends_with(kErased));
  CHECK_FALSE(contains(screen.text, "\n"));
  // The result is that of a run that nobody watches.
  const Outcome unseen = here.eddy(kRun);
  CHECK(unseen.err.empty());
  CHECK(contents(here.path() / "out") == unseen.out);
}

TEST_CASE("progress: a run that is over in no time shows none") {
  const Workplace here;
  // A delay that cannot pass in place of the second.
  const Screen screen =
      on_terminal(here, eddy_line(kRun) + " > out", 100, {{"EDDY_PROGRESS_AFTER", "1000000000"}});
  CHECK(screen.status == 0);
  CHECK(screen.text.empty());
}

TEST_CASE("progress: a pipe gets none, however long it takes") {
  const Workplace here;
  const std::string line = eddy_line(kRun) + " --verify 2> err > out";
  CHECK(on_terminal(here, line, 100, kAtOnce).text.empty());
  CHECK(contents(here.path() / "err") == "verified      two more runs, the same events in all\n");
}

TEST_CASE("progress: --test-count and --verify tell which run it is") {
  const Workplace here;
  const Screen many = on_terminal(
      here, eddy_line("test -w echo --seed 1 --no-store --test-count 3 > out"), 100, kAtOnce);
  CHECK(many.status == 0);
  CHECK(contains(many.text, "\r\x1b[Krun 1 of 3, 0 valid so far; planning; "));
  CHECK(contains(many.text, "\r\x1b[Krun 3 of 3, 2 valid so far, at most "));
  CHECK(many.text.ends_with(kErased));
  const Screen verified = on_terminal(here, eddy_line(kRun) + " --verify > out", 100, kAtOnce);
  CHECK(verified.status == 0);
  CHECK(contains(verified.text, "\r\x1b[Kverifying, run 1 of 2: "));
  CHECK(contains(verified.text, "\r\x1b[Kverifying, run 2 of 2: "));
}

TEST_CASE("progress: logs on the terminal are not written over") {
  const Workplace here;
  const Screen screen = on_terminal(
      here, eddy_line("test -w echo --seed 1 --time-limit 1 --no-store --log-net-send > out"), 100,
      kAtOnce);
  CHECK(contains(screen.text, "send 0.318026172"));
  CHECK_FALSE(contains(screen.text, kErased));
}

TEST_CASE(
    "progress: eddy check tells that it judges, and of what is refused only the refusal stays") {
  const Workplace here;
  REQUIRE(here.eddy("test -w echo --seed 1 --time-limit 10").status == 0);
  const std::string file = "store/latest/history.jsonl";
  const Screen judged =
      on_terminal(here, eddy_line("check --model echo " + file + " > out"), 100, kAtOnce);
  CAPTURE(judged.text);
  CHECK(judged.status == 0);
  CHECK(contains(judged.text, "judging "));
  CHECK(judged.text.ends_with(kErased));
  const Screen refused = on_terminal(here, eddy_line("check --model bank " + file), 100, kAtOnce);
  CHECK(refused.status == 254);
  CHECK(contains(refused.text, std::string(kErased) + EDDY_BINARY));
}

}  // namespace TEST_FILE
