// Timers under virtual time: each line is told at the ms at which it must be.
#include <cstdint>
#include <string>

#include "tests/nodes/process/virtual_run.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

std::string times_of(const std::string& attempt) {
  VirtualRun run({EDDY_GUEST_CALLS, attempt});
  CHECK(run.run());
  REQUIRE(run.end());
  CHECK(to_text(*run.end()) == "exited 0");
  return run.take_times();
}

TEST_CASE("virtual time: an alarm rings once, and tells how much of its time was left") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: alarms") ==
        "0 none: 0\n"
        "1000 paused: EINTR 1\n"
        "3400 left: 8\n"  // of 7.6 s: to the nearest second
        "6000 left: 7\n"
        "6900 left: 1\n"
        "8900 none came: 1\n");
}

TEST_CASE("virtual time: an interval timer goes on until it is stopped, a child has none") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: intervals") ==
        "25 1: next in 9000 us, every 10000\n"
        "35 2: next in 9000 us, every 10000\n"
        "45 3: next in 9000 us, every 10000\n"
        "80 meanwhile: 6\n"
        "80 was: true every 10000\n"
        "80 was: 0 every 0\n"
        "115 stopped: 0\n"
        "115 of a child: 0\n");
}

TEST_CASE("virtual time: who rests in between may make calls and lines without end") {
  if (!has_virtual_time()) return;
  for (const char* attempt : {"rests: many calls", "rests: many lines"}) {
    CAPTURE(attempt);
    VirtualRun run({EDDY_GUEST_CALLS, attempt});
    CHECK(run.run());
    REQUIRE(run.end());
    CHECK(to_text(*run.end()) == "exited 0");
    const std::string lines = run.take_lines();
    CHECK(lines.substr(lines.size() - 5) == "done\n");
  }
}

TEST_CASE("virtual time: timers of signals") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: of signals") ==
        "20 1: true 7 0\n"
        "30 2: true 7 0\n"
        "40 3: true 7 0\n"
        "40 next: 10 every 10\n"
        "40 was: 10 every 10\n"
        "90 once: 4\n"
        "90 over: 0 every 0\n"
        "2091 at its moment: 5\n"
        "2091 deleted: 0\n"
        "2121 none came: 5\n");
}

TEST_CASE("virtual time: timers of threads interrupt that thread, or begin another") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: of threads") ==
        "10 the thread: EINTR\n"
        "50 the first one: 0\n"
        "60 a new thread: 3\n"
        "80 a new thread: 3\n"
        "100 a new thread: 3\n"
        "170 deleted\n");
}

TEST_CASE("virtual time: timers of processor time never fire, for it does not pass") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "timers: of processor time"});
  CHECK(run.take_lines() == "set: 0\nset: 0\n");
  CHECK_FALSE(run.wake_at());
  CHECK_FALSE(run.end());
}

TEST_CASE("virtual time: descriptors with a timer") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: descriptors") ==
        "20 expired: 1\n"
        "30 expired: 1\n"
        "75 meanwhile: 4\n"
        "75 next: 5 every 10\n"
        "90 was: 10 every 10\n"
        "120 what had expired is forgotten: 1\n"
        "1121 at its moment: 1\n"
        "1121 since a past one: 6\n"
        "1171 stopped: 0\n"
        "1181 epoll: 1 1\n"
        "1191 epoll: 1 1\n"
        "1201 epoll: 1 1\n");
}

TEST_CASE(
    "virtual time: a descriptor with a timer is the same under all its numbers, and no other") {
  if (!has_virtual_time()) return;
  CHECK(times_of("timers: descriptors, shared") ==
        "10 set by the other: 1 1\n"
        "20 of the other: 1 1\n"
        "30 set by a child: 1 1\n"
        "130 its number is a pipe's: true 0 0\n");
}

TEST_CASE("virtual time: a timer of 10 ms comes 200 times, each at its time, rounded to the ms") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: ticks"}, {.node_draw = 5});
  CHECK(run.run());
  CHECK(run.wakes() == 200);
  const auto told = run.take_told();
  REQUIRE(told.size() == 200);
  constexpr std::int64_t kMillisecond = 1'000'000;
  const std::int64_t phase = told[0].at % kMillisecond;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto due = static_cast<std::int64_t>(i + 1) * 10 * kMillisecond;
    CHECK(told[i].line.text == std::to_string(i + 1));
    CHECK(told[i].at >= due);
    CHECK(told[i].at - due < 2 * kMillisecond);
    CHECK(told[i].at % kMillisecond == phase);
  }
}

TEST_CASE("virtual time: select tells how much of its time is left, to the ms") {
  if (!has_virtual_time()) return;
  CHECK(times_of("select: time left") ==
        "30 1 truefalse\n"
        "30 left: 969 ms\n"
        "30 1 truefalse\n"
        "30 left: 5000 ms\n"
        "50 0 0\n");
}

TEST_CASE("virtual time: a sleep that is interrupted tells how much of it is left") {
  if (!has_virtual_time()) return;
  CHECK(times_of("clocks: interrupted sleep") ==
        "30 slept: EINTR\n"
        "30 left: 70 ms\n"
        "100 slept: 0\n"
        "130 until: EINTR\n"
        "130 left: 1 2\n");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
