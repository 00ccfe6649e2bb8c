// Jobs in processes of their own, whose answers come in order.
#include "tools/sweep/ordered_processes.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;
using namespace std::chrono_literals;
using eddy::tools::JobAnswer;
using Jobs = eddy::tools::OrderedProcesses;

// All that come.
std::vector<JobAnswer> take_all(Jobs& jobs) {
  std::vector<JobAnswer> all;
  while (!jobs.is_over()) {
    for (JobAnswer& answer : jobs.take(1ms)) all.push_back(std::move(answer));
  }
  return all;
}

// How far a job counts before it is done: some take much longer than others.
std::string work(std::uint64_t place) {
  volatile std::uint64_t count = 0;
  while (count < place * 7919 % 13 * 1000) count = count + 1;
  return std::to_string(place);
}

void check_answers(const std::vector<JobAnswer>& answers, std::uint64_t first, std::uint64_t end) {
  REQUIRE(answers.size() == end - first);
  for (std::uint64_t place = first; place < end; ++place) {
    const JobAnswer& answer = answers[place - first];
    CHECK(answer.place == place);
    CHECK(answer.text == std::to_string(place));
    CHECK(answer.death.empty());
  }
}

TEST_CASE("ordered processes: the answers come in the order of the jobs, whoever is done first") {
  for (const std::size_t processes : {1U, 2U, 5U}) {
    CAPTURE(processes);
    Jobs jobs({100, 600}, {processes, 16}, &work);
    check_answers(take_all(jobs), 100, 600);
  }
}

TEST_CASE("ordered processes: of no jobs there are no answers") {
  Jobs jobs({5, 5}, {3, 4}, &work);
  CHECK(jobs.is_over());
  CHECK(take_all(jobs).empty());
}

TEST_CASE("ordered processes: an answer may be long, and hold anything") {
  const auto long_text = [](std::uint64_t place) {
    return std::string(place * 300'000, '\0') + std::to_string(place);
  };
  Jobs jobs({0, 6}, {2, 2}, long_text);
  const auto answers = take_all(jobs);
  REQUIRE(answers.size() == 6);
  for (const JobAnswer& answer : answers) CHECK(answer.text == long_text(answer.place));
}

TEST_CASE("ordered processes: no more are begun than the window holds") {
  const Workplace here;
  const auto begun = here.path() / "begun";
  std::ofstream{begun};
  const auto note = [&](std::uint64_t place) {
    std::ofstream(begun, std::ios::app) << '.' << std::flush;
    return std::to_string(place);
  };
  Jobs jobs({0, 100}, {2, 8}, note);
  while (std::filesystem::file_size(begun) < 4) jobs.take(0ms);
  CHECK(std::filesystem::file_size(begun) <= 8 + jobs.next());
  take_all(jobs);
  CHECK(std::filesystem::file_size(begun) == 100);
}

TEST_CASE(
    "ordered processes: one that dies is told of, with its last words, and the rest goes on") {
  for (const std::size_t processes : {1U, 3U}) {
    CAPTURE(processes);
    Jobs jobs({0, 60}, {processes, 16}, [](std::uint64_t place) {
      if (place % 7 == 3) {
        std::fprintf(stderr, "job %d is over\n", static_cast<int>(place));
        ::signal(SIGFPE, SIG_DFL);
        ::raise(SIGFPE);
      }
      if (place % 7 == 5) ::_exit(9);
      return std::to_string(place);
    });
    const auto answers = take_all(jobs);
    REQUIRE(answers.size() == 60);
    for (const JobAnswer& answer : answers) {
      CAPTURE(answer.place);
      if (answer.place % 7 == 3) {
        CHECK(answer.death == "signal SIGFPE");
        CHECK(contains(answer.text, "job " + std::to_string(answer.place) + " is over\n"));
      } else if (answer.place % 7 == 5) {
        CHECK(answer.death == "exit status 9");
      } else {
        CHECK(answer.death.empty());
        CHECK(answer.text == std::to_string(answer.place));
      }
    }
  }
}

TEST_CASE("ordered processes: a job whose process somebody kills is tried once more") {
  const Workplace here;
  const auto mark = [&](std::uint64_t place) { return here.path() / std::to_string(place); };
  Jobs jobs({0, 20}, {2, 8}, [&](std::uint64_t place) {
    const bool is_first = !std::filesystem::exists(mark(place));
    std::ofstream{mark(place)};
    if (place == 4 && is_first) ::raise(SIGKILL);
    return std::to_string(place);
  });
  const auto answers = take_all(jobs);
  REQUIRE(answers.size() == 20);
  for (const JobAnswer& answer : answers) CHECK(answer.death.empty());
}

TEST_CASE(
    "ordered processes: a job whose process is killed twice is refused, no fault of its own") {
  Jobs jobs({0, 20}, {2, 8}, [&](std::uint64_t place) {
    if (place == 9) ::raise(SIGKILL);
    return std::to_string(place);
  });
  CHECK_THROWS_WITH_AS(take_all(jobs),
                       "a process was ended twice at the same run, by signal SIGKILL from "
                       "elsewhere: is there memory enough for 2 of them?",
                       eddy::checkers::BadInput);
  CHECK(jobs.next() == 9);
}

TEST_CASE(
    "ordered processes: what the work throws ends all, and what was done before it is there") {
  Jobs jobs({0, 1000}, {4, 16}, [](std::uint64_t place) {
    if (place == 37) throw eddy::checkers::BadInput("no such place");
    return work(place);
  });
  std::vector<JobAnswer> answers;
  const auto take = [&] {
    while (!jobs.is_over()) {
      for (JobAnswer& answer : jobs.take(1ms)) answers.push_back(std::move(answer));
    }
  };
  CHECK_THROWS_AS(take(), eddy::checkers::BadInput);
  check_answers(answers, 0, 37);
  Jobs others({0, 3}, {1, 1},
              [](std::uint64_t) -> std::string { throw std::runtime_error("broken"); });
  CHECK_THROWS_WITH_AS(others.take(1h), "broken", std::runtime_error);
}

TEST_CASE("ordered processes: close() lets what was begun come to its end") {
  Jobs jobs({0, 1'000'000}, {3, 16}, &work);
  std::size_t count = jobs.take(1h).size();
  jobs.close();
  count += take_all(jobs).size();
  CHECK(count >= 8);
  CHECK(count <= 64);
}

TEST_CASE("ordered processes: abandon() ends one that would never come back") {
  Jobs jobs({0, 1'000'000}, {2, 16}, [](std::uint64_t place) {
    while (place == 20) ::pause();
    return std::to_string(place);
  });
  std::vector<JobAnswer> answers;
  while (answers.size() < 20) {
    for (JobAnswer& answer : jobs.take(1ms)) answers.push_back(std::move(answer));
  }
  check_answers(answers, 0, 20);
  CHECK(jobs.next() == 20);
  jobs.abandon();
  CHECK(jobs.is_over());
  CHECK(take_all(jobs).empty());
}

}  // namespace TEST_FILE
