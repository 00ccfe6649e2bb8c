// What is drawn under virtual time, and what is fixed.
#include <set>
#include <sstream>
#include <string>

#include "tests/nodes/process/virtual_run.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

using Options = VirtualRun::Options;

std::string lines_of(const std::string& attempt, const Options& options = {}) {
  return seen_virtually(attempt, "", options);
}

TEST_CASE("virtual time: all random numbers come from the seed, and no two of them are the same") {
  if (!has_virtual_time()) return;
  const std::string once = lines_of("randomness");
  CHECK(lines_of("randomness") == once);
  const std::string other = lines_of("randomness", {.seed = 2});
  std::istringstream a(once);
  std::istringstream b(other);
  std::set<std::string> words;
  int lines = 0;
  for (std::string line, other_line; std::getline(a, line) && std::getline(b, other_line);
       ++lines) {
    CAPTURE(line);
    if (line == "exited 0") break;
    CHECK(line != other_line);
    // 32 bits at a time, for the most part.
    const std::string digits = line.substr(line.find(' ') + 1);
    for (std::size_t i = 0; i + 8 <= digits.size(); i += 8)
      CHECK(words.insert(digits.substr(i, 8)).second);
  }
  CHECK(lines >= 10);
}

TEST_CASE("virtual time: a library that is linked into a program draws from the seed, too") {
  if (!has_virtual_time()) return;
  const auto numbers = [](std::uint64_t seed) {
    VirtualRun run({EDDY_LINKED_RANDOM}, {.seed = seed});
    run.run();
    return run.take_lines();
  };
  CHECK(numbers(1).size() == std::string("01234567 01234567\n").size());
  CHECK(numbers(1) == numbers(1));
  CHECK(numbers(1) != numbers(2));
}

TEST_CASE("virtual time: random numbers do not come to an end") {
  if (!has_virtual_time()) return;
  CHECK(lines_of("randomness: much") == "300000\n100000\nexited 0");
}

TEST_CASE(
    "virtual time: where things lie in memory, and the environment, are the same for all lives") {
  if (!has_virtual_time()) return;
  VirtualRun run({EDDY_GUEST_CALLS, "randomness: places"});
  if (!run.unrepeatable().empty()) {
    MESSAGE("skipped: " << run.unrepeatable().front());
    return;
  }
  CHECK(lines_of("randomness: places", {.seed = 2}) == lines_of("randomness: places"));
}

TEST_CASE(
    "virtual time: the same draws give the same lines at the same ns, whatever a program does") {
  if (!has_virtual_time()) return;
  for (const char* attempt :
       {"futex: many threads", "futex: locks with a time", "timers: of threads", "clocks: moments",
        "children: many", "children: spawned", "interrupted: children",
        "write: a megabyte to a child", "accept: connections", "processes: a shell"}) {
    CAPTURE(attempt);
    const auto told = [&] {
      VirtualRun run({EDDY_GUEST_CALLS, attempt}, {.seed = 3});
      run.run();
      std::string text;
      for (const auto& one : run.take_told())
        text += fmt::format("{} {}\n", one.at, to_text(one.line));
      return fmt::format("{}{} {}", text, run.wakes(), run.now());
    };
    CHECK(told() == told());
  }
}

TEST_CASE("virtual time: each node has its own number") {
  if (!has_virtual_time()) return;
  CHECK(lines_of("randomness: number", {.node_draw = 2}) != lines_of("randomness: number"));
  CHECK(lines_of("randomness: number", {.seed = 2}) == lines_of("randomness: number"));
}

TEST_CASE("virtual time: the order of threads is drawn from the seed, or is the plain one") {
  if (!has_virtual_time()) return;
  std::set<std::string> orders;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const std::string drawn = lines_of("threads: order", {.seed = seed});
    CHECK(lines_of("threads: order", {.seed = seed}) == drawn);
    orders.insert(drawn);
  }
  CHECK(orders.size() == 4);
  const std::string plain = lines_of("threads: order", {.threads = ThreadOrder::fifo});
  CHECK(lines_of("threads: order", {.seed = 2, .threads = ThreadOrder::fifo}) == plain);
  CHECK_FALSE(orders.contains(plain));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
