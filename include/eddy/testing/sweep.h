// A doctest case under many seeds, on all cores:
//
//   TEST_CASE("a value reaches every node, whatever is lost") {
//     eddy::testing::sweep(
//         [](std::uint64_t seed) {
//           eddy::testing::Cluster cluster(5, &eddy::sim::make_node<Gossip>, {.seed = seed});
//           …
//           CHECK(cluster.run_until([&] { return knows_all(cluster); }, 10s));
//         },
//         eddy::testing::seeds(1000));
//   }
//
// * The body is called once for each seed, and is a test like any other: with CHECK, REQUIRE, INFO
//   and exceptions, but without SUBCASE.
// * Of the seeds that fail, the one with the fewest events is run once more, and this run is what
//   the test reports: its failing checks, how many seeds fail, and the line that gives it again.
//   All others print nothing. The events are those of the body's clusters and experiments. Of an
//   experiment that failed there, the smallest run that fails the same way is told, too: its story
//   and its scenario.
// * Bodies run in processes of their own, which are copies of this one. What a body changes outside
//   itself is seen by later seeds of the same process at most, and not by the test; one that takes
//   its process down is a failing one. REQUIRES: no other threads go on in this process.
// * With one seed, as where EDDY_SEED is set, the body is called here; the story is told as well.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "eddy/testing/reproduction.h"

namespace eddy::testing {

namespace detail {

// What the body that runs in this process has done so far.
struct BodyAtWork {
  std::uint64_t events = 0;
  bool has_failed = false;
  // The story of its last experiment that failed; empty: none did.
  std::function<std::string()> story = {};
};

// doctest's listeners and the clusters of a body can reach nothing but a global.
inline BodyAtWork body_at_work = {};

inline void note_events(std::uint64_t events) { body_at_work.events += events; }

// doctest tells it of every check that fails.
class CheckListener final : public doctest::IReporter {
 public:
  explicit CheckListener(const doctest::ContextOptions& /*options*/) {}

  void log_assert(const doctest::AssertData& check) override {
    if (check.m_failed && (check.m_at & doctest::assertType::is_warn) == 0)
      body_at_work.has_failed = true;
  }
  void log_message(const doctest::MessageData& message) override {
    if ((message.m_severity & doctest::assertType::is_warn) == 0) body_at_work.has_failed = true;
  }
  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override {}
  void test_case_start(const doctest::TestCaseData& /*test*/) override {}
  void test_case_reenter(const doctest::TestCaseData& /*test*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {}
};

// doctest asks for its listeners before main().
inline const int kCheckListener = doctest::registerReporter<CheckListener>("eddy-sweep", 1, false);

// What a process tells of a seed, in one write.
struct SeedNote {
  std::size_t place;  // among the seeds
  bool is_over;       // else it begins
  bool has_failed;
  std::uint64_t events;
};

struct FailingSeed {
  std::uint64_t seed = 0;
  // Of one that took its process down nobody knows them: it counts as the longest.
  std::uint64_t events = kUnknown;

  static constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();
  bool is_known() const { return events != kUnknown; }
};

// The processes of one sweep: process p of n takes the seeds p, p + n, p + 2 n, …
class SeedProcesses {
 public:
  using Body = std::function<void(std::uint64_t seed)>;

  SeedProcesses(const Body& body, const std::vector<std::uint64_t>& seeds, std::size_t count)
      : body_(body), seeds_(seeds), processes_(std::min(count, seeds.size())) {}

  std::vector<FailingSeed> run() {
    for (std::size_t i = 0; i < processes_.size(); ++i) begin(processes_[i], i);
    for (std::vector<pollfd> open = pipes(); !open.empty(); open = pipes()) {
      if (::poll(open.data(), open.size(), -1) < 0 && errno != EINTR)
        throw std::runtime_error("a sweep: its processes cannot be waited for");
      for (const pollfd& pipe : open) {
        if (pipe.revents != 0) listen(process_of(pipe.fd));
      }
    }
    return std::move(failing_);
  }

 private:
  struct Process {
    int pipe = -1;  // what it tells; -1: it has ended
    pid_t id = 0;
    std::optional<std::size_t> at_work;  // the place of its seed
  };

  std::vector<pollfd> pipes() const {
    std::vector<pollfd> open;
    for (const Process& process : processes_) {
      if (process.pipe >= 0) open.push_back({process.pipe, POLLIN, 0});
    }
    return open;
  }
  Process& process_of(int pipe) {
    return *std::find_if(processes_.begin(), processes_.end(),
                         [pipe](const Process& process) { return process.pipe == pipe; });
  }

  void begin(Process& process, std::size_t first) {
    std::fflush(nullptr);
    std::cout.flush();
    if (const auto* options = doctest::getContextOptions(); options != nullptr && options->cout)
      options->cout->flush();
    int ends[2] = {};
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("a sweep: no pipe is to be had");
    process.id = ::fork();
    if (process.id < 0) throw std::runtime_error("a sweep: no process is to be had");
    if (process.id == 0) run_bodies(first, ends[1]);
    ::close(ends[1]);
    process.pipe = ends[0];
    process.at_work.reset();
  }

  // In the process of its own.
  [[noreturn]] void run_bodies(std::size_t first, int pipe) const {
    be_silent();
    for (std::size_t place = first; place < seeds_.size(); place += processes_.size()) {
      body_at_work = {};
      tell(pipe, SeedNote{place, false, false, 0});
      try {
        body_(seeds_[place]);
      } catch (...) {  // REQUIRE throws, too
        body_at_work.has_failed = true;
      }
      tell(pipe, SeedNote{place, true, body_at_work.has_failed, body_at_work.events});
    }
    ::_exit(0);
  }

  static void be_silent() {
    if (const auto* options = doctest::getContextOptions(); options != nullptr && options->cout)
      options->cout->setstate(std::ios::badbit);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }

  // So few bytes are written and read as a whole.
  static void tell(int pipe, const SeedNote& note) {
    while (::write(pipe, &note, sizeof note) < 0) {
      if (errno != EINTR) ::_exit(1);
    }
  }

  void listen(Process& process) {
    SeedNote note{};
    const ssize_t size = ::read(process.pipe, &note, sizeof note);
    if (size < 0 && errno == EINTR) return;
    if (size != static_cast<ssize_t>(sizeof note)) return end(process);
    if (!note.is_over) {
      process.at_work = note.place;
      return;
    }
    process.at_work.reset();
    if (note.has_failed) failing_.push_back({seeds_[note.place], note.events});
  }

  // Another one takes what is left where the seed at work took the process down.
  void end(Process& process) {
    ::close(std::exchange(process.pipe, -1));
    int status = 0;
    while (::waitpid(process.id, &status, 0) < 0 && errno == EINTR) {
    }
    if (!process.at_work) return;
    failing_.push_back({seeds_[*process.at_work]});
    const std::size_t next = *process.at_work + processes_.size();
    if (next < seeds_.size()) begin(process, next);
  }

  const Body& body_;
  const std::vector<std::uint64_t>& seeds_;
  std::vector<Process> processes_;
  std::vector<FailingSeed> failing_;
};

}  // namespace detail

namespace detail {

// Calls the body here, and tells what it has noted of its failure, also where it throws.
inline void call_body(const std::function<void(std::uint64_t seed)>& body, std::uint64_t seed) {
  body_at_work = {};
  const auto tell = [] {
    if (body_at_work.has_failed && body_at_work.story) MESSAGE(body_at_work.story());
  };
  try {
    body(seed);
  } catch (...) {  // REQUIRE throws, too
    body_at_work.has_failed = true;
    tell();
    throw;
  }
  tell();
}

}  // namespace detail

// Calls the body with each of the seeds; see above.
inline void sweep(const std::function<void(std::uint64_t seed)>& body,
                  const std::vector<std::uint64_t>& seeds,
                  std::size_t processes = std::max(1U, std::thread::hardware_concurrency())) {
  if (seeds.size() == 1) return detail::call_body(body, seeds.front());
  const auto failing = detail::SeedProcesses(body, seeds, processes).run();
  if (failing.empty()) return;
  const auto shortest =
      *std::min_element(failing.begin(), failing.end(), [](const auto& a, const auto& b) {
        return std::tie(a.events, a.seed) < std::tie(b.events, b.seed);
      });
  const std::string told =
      fmt::format("{} of {} seeds fail; the shortest is seed {}; again: {}", failing.size(),
                  seeds.size(), shortest.seed, reproduction_line({shortest.seed}));
  // doctest tells no contexts of a test that takes its process down.
  if (!shortest.is_known()) MESSAGE(told);
  const Reproduction reproduction([&told] { return told; });
  detail::call_body(body, shortest.seed);
  if (!detail::body_at_work.has_failed) {
    FAIL_CHECK("seed ", shortest.seed,
               " failed in a process of its own, and did not when it was run again: it depends on "
               "what differs between runs, or on what other seeds left behind");
  }
}

}  // namespace eddy::testing
