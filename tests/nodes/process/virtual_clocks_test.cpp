// Clocks under virtual time, and ours beside them.
#include <sys/prctl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/nodes/process/virtual_run.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1000 * kMillisecond;

// The numbers of each line.
std::vector<std::vector<std::int64_t>> numbers_of(const std::string& lines) {
  std::vector<std::vector<std::int64_t>> all;
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) {
    std::istringstream numbers(line);
    all.emplace_back();
    for (std::int64_t number = 0; numbers >> number;) all.back().push_back(number);
  }
  return all;
}

// The columns of a line of "clocks: readings", in their order.
enum Column : std::size_t {
  kRealtime,
  kMonotonic,
  kRaw,
  kRealtimeCoarse,
  kMonotonicCoarse,
  kBoottime,
  kTai,
  kProcess,
  kThread,
  kByCall,
  kMicroseconds,
  kSeconds,
  kTicks,
  kUsage,
  kCycles,
  kColumns
};

struct Readings {
  std::vector<std::int64_t> at;  // when they were asked for, ns
  std::vector<std::vector<std::int64_t>> lines;
};

Readings readings(const VirtualRun::Options& options) {
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: readings"}, options);
  Readings readings;
  for (const std::int64_t at : {0 * kSecond, 1 * kSecond, 1 * kSecond, 90 * kSecond}) {
    run.run_until(at);
    run.give("x");
    readings.at.push_back(at);
  }
  readings.at.insert(readings.at.begin(), 0);
  readings.lines = numbers_of(run.take_lines());
  return readings;
}

TEST_CASE("virtual time: all clocks go with the run, and none goes back") {
  if (!has_virtual_time()) return;
  const Readings readings = TEST_FILE::readings({});
  REQUIRE(readings.lines.size() == 5);
  const auto& first = readings.lines.front();
  for (std::size_t i = 0; i < readings.lines.size(); ++i) {
    const auto& line = readings.lines[i];
    REQUIRE(line.size() == kColumns);
    // Since the start of the run, each tells when it was asked.
    constexpr std::int64_t kLittle = kMillisecond / 10;
    for (const auto column : {kRealtime, kMonotonic, kRaw, kRealtimeCoarse, kMonotonicCoarse,
                              kBoottime, kTai, kByCall, kCycles}) {
      const std::int64_t passed = line[column] - first[column] - readings.at[i];
      CHECK(std::abs(passed) < kLittle);
    }
    CHECK(line[kMicroseconds] / 1'000'000 == line[kSeconds]);
    CHECK(line[kRealtime] / kSecond == line[kSeconds]);
    CHECK(line[kMonotonic] / (kSecond / 100) == line[kTicks]);
    // One after the other, in a line, too.
    CHECK(line[kMonotonic] < line[kRaw]);
    CHECK(line[kRaw] < line[kMonotonicCoarse]);
    CHECK(line[kMonotonicCoarse] < line[kBoottime]);
    CHECK(line[kBoottime] < line[kByCall]);
    CHECK(line[kRealtime] < line[kRealtimeCoarse]);
    CHECK(line[kProcess] < line[kThread]);
    if (i == 0) continue;
    for (std::size_t column = 0; column < kColumns; ++column)
      CHECK(line[column] >= readings.lines[i - 1][column]);
    CHECK(line[kProcess] > readings.lines[i - 1][kProcess]);
  }
}

TEST_CASE("virtual time: the clocks of two nodes differ, by up to 10 ms of the day") {
  if (!has_virtual_time()) return;
  const auto one = readings({.node_draw = 1}).lines.front();
  const auto other = readings({.node_draw = 2}).lines.front();
  CHECK(one[kRealtime] != other[kRealtime]);
  CHECK(std::abs(one[kRealtime] - other[kRealtime]) < 10 * kMillisecond);
  CHECK(one[kMonotonic] != other[kMonotonic]);
  CHECK(readings({.node_draw = 1}).lines.front() == one);
}

TEST_CASE("virtual time: a clock that is set is seen by the clocks of the day alone") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: readings"});
  for (const std::int64_t ahead : {0 * kSecond, 5 * kSecond, -5 * kSecond}) {
    run.set_wall(ahead);
    run.give("x");
  }
  auto lines = numbers_of(run.take_lines());
  REQUIRE(lines.size() == 4);
  lines.erase(lines.begin());
  for (const auto column : {kRealtime, kRealtimeCoarse, kTai}) {
    CHECK((lines[1][column] - lines[0][column]) / kMillisecond == 5000);
    CHECK((lines[2][column] - lines[0][column]) / kMillisecond == -4999);
  }
  CHECK((lines[2][kMicroseconds] - lines[1][kMicroseconds]) / 1000 == -9999);
  for (const auto column : {kMonotonic, kRaw, kMonotonicCoarse, kBoottime, kByCall, kCycles})
    CHECK((lines[2][column] - lines[0][column]) / kMillisecond == 0);
}

std::string sorted(std::string lines) {
  std::vector<std::string> list;
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) list.push_back(line);
  std::sort(list.begin(), list.end());
  lines.clear();
  for (const std::string& line : list) lines += line + "\n";
  return lines;
}

TEST_CASE(
    "virtual time: who waits for a time of day is woken by a clock that is set, others are not") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: moments"});
  run.run_until(200 * kMillisecond);
  run.set_wall(600 * kMillisecond);
  run.run();
  CHECK(sorted(run.take_times()) ==
        "1000 condition\n"
        "1000 descriptor\n"
        "1000 semaphore\n"
        "1000 sleep\n"
        "1000 sleep, day, for a time\n"
        "400 condition, day\n"
        "400 descriptor, day\n"
        "400 semaphore, day\n"
        "400 sleep, day\n");
  VirtualRun of_signals({EDDY_GUEST_CALLS, "clocks: moments of signals"});
  of_signals.set_wall(2 * kSecond);
  of_signals.run();
  CHECK(of_signals.take_times() == "0 timer, day\n1000 timer\n");
}

TEST_CASE("virtual time: who waits for a time of day waits longer where the clock is set back") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: moments"});
  run.run_until(200 * kMillisecond);
  run.set_wall(-1500 * kMillisecond);
  run.run();
  CHECK(sorted(run.take_times()) ==
        "1000 condition\n"
        "1000 descriptor\n"
        "1000 semaphore\n"
        "1000 sleep\n"
        "1000 sleep, day, for a time\n"
        "2500 condition, day\n"
        "2500 descriptor, day\n"
        "2500 semaphore, day\n"
        "2500 sleep, day\n");
}

TEST_CASE("virtual time: a program that only looks at the clock, or yields, sees it pass") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: spin"});
  run.give("x");
  CHECK(run.run());
  const auto told = run.take_told();
  REQUIRE(told.size() == 3);
  for (std::size_t i = 0; i < told.size(); ++i) {
    // The clock of a node is not far from that of its run.
    const auto due = static_cast<std::int64_t>(i + 1) * 50 * kMillisecond;
    CHECK(std::abs(told[i].at - due) < 10 * kMillisecond);
  }
}

TEST_CASE("virtual time: few short sleeps after an input end soon, many are polling") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "clocks: short sleeps"});
  for (int round = 0; round < 2; ++round) {
    run.give("x");
    CHECK(run.run());
    const auto lines = numbers_of(run.take_lines());
    REQUIRE(lines.size() == 2);
    CHECK(lines[0][1] >= 40'000);
    CHECK(lines[0][1] < 250'000);
    CHECK(lines[1][1] > 35 * kMillisecond);
  }
}

TEST_CASE("virtual time: whoever runs a guest reads the clock all the same") {
  if (!has_virtual_time()) return;
  const auto read_clock = [] {
    return std::chrono::steady_clock::now().time_since_epoch().count();
  };
  const auto may_read = [] {
    int value = PR_TSC_ENABLE;
    prctl(PR_GET_TSC, &value, 0, 0, 0);
    return value == PR_TSC_ENABLE;
  };
  {
    VirtualRun run({EDDY_GUEST_CALLS, "clocks: readings"});
    run.give("x");
    const auto before = read_clock();
    CHECK(may_read());
    run.give("x");
    CHECK(read_clock() >= before);
    run.give("x");
    std::thread([&] { CHECK(read_clock() >= before); }).join();
    run.close_input();
    REQUIRE(run.end());
    CHECK(to_text(*run.end()) == "exited 0");
  }
  CHECK(may_read());
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
