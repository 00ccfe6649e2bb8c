// Jobs in threads whose results come in order.
#include "tools/sweep/ordered_jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace TEST_FILE {

using namespace std::chrono_literals;
using Jobs = eddy::tools::OrderedJobs<std::uint64_t>;
using Results = std::vector<std::uint64_t>;

// All that come.
Results take_all(Jobs& jobs) {
  Results all;
  while (!jobs.is_over()) {
    for (const std::uint64_t result : jobs.take(1ms)) all.push_back(result);
  }
  return all;
}

Results numbers(std::uint64_t first, std::uint64_t end) {
  Results all;
  for (std::uint64_t i = first; i < end; ++i) all.push_back(i);
  return all;
}

// How far a job counts before it is done: some take much longer than others.
std::uint64_t work(std::uint64_t place) {
  volatile std::uint64_t count = 0;
  while (count < place * 7919 % 13 * 1000) count = count + 1;
  return place;
}

TEST_CASE("ordered jobs: the results come in the order of the jobs, whoever is done first") {
  for (const std::size_t threads : {1U, 2U, 8U}) {
    CAPTURE(threads);
    Jobs jobs({100, 1100}, {threads, 16},
              [](std::uint64_t place, const std::stop_token&) { return work(place); });
    CHECK(take_all(jobs) == numbers(100, 1100));
  }
}

TEST_CASE("ordered jobs: of none there are no results") {
  Jobs jobs({5, 5}, {3, 4}, [](std::uint64_t place, const std::stop_token&) { return place; });
  CHECK(jobs.is_over());
  CHECK(take_all(jobs).empty());
}

TEST_CASE("ordered jobs: no more are begun than the window holds") {
  std::atomic<std::uint64_t> begun = 0;
  std::atomic<std::uint64_t> taken = 0;
  std::atomic<bool> was_beyond = false;
  Jobs jobs({0, 1000}, {4, 8}, [&](std::uint64_t place, const std::stop_token&) {
    ++begun;
    // What was taken is counted here a little later than there: by one window at most.
    if (place >= taken + 2 * 8) was_beyond = true;
    return place;
  });
  while (begun < 8) std::this_thread::yield();
  CHECK(begun == 8);
  while (!jobs.is_over()) taken += jobs.take(1h).size();
  CHECK(begun == 1000);
  CHECK(taken == 1000);
  CHECK_FALSE(was_beyond);
}

TEST_CASE("ordered jobs: one without a result ends all, and those before it are there") {
  Jobs jobs({0, 1000}, {4, 16}, [](std::uint64_t place, const std::stop_token&) {
    return place == 37 ? std::nullopt : std::optional(work(place));
  });
  CHECK(take_all(jobs) == numbers(0, 37));
}

TEST_CASE("ordered jobs: what one throws is thrown after the results before it") {
  Jobs jobs({0, 1000}, {4, 16}, [](std::uint64_t place, const std::stop_token&) {
    if (place == 37) throw std::runtime_error("thirty-seven");
    return work(place);
  });
  Results all;
  bool has_thrown = false;
  while (!jobs.is_over()) {
    try {
      for (const std::uint64_t result : jobs.take(1ms)) all.push_back(result);
    } catch (const std::runtime_error& error) {
      has_thrown = std::string(error.what()) == "thirty-seven";
    }
  }
  CHECK(has_thrown);
  CHECK(all == numbers(0, 37));
}

TEST_CASE("ordered jobs: once closed they begin no more, and those begun are still to be had") {
  Jobs jobs({0, 1'000'000'000}, {4, 16},
            [](std::uint64_t place, const std::stop_token&) { return place; });
  Results all = jobs.take(1h);
  jobs.close();
  for (const std::uint64_t result : take_all(jobs)) all.push_back(result);
  CHECK(all.size() <= 32);
  CHECK(all == numbers(0, all.size()));
}

TEST_CASE("ordered jobs: abandoned ones are asked to stop") {
  Jobs jobs({0, 4}, {4, 4}, [](std::uint64_t place, const std::stop_token& stop) {
    while (place > 0 && !stop.stop_requested()) std::this_thread::yield();
    return place > 0 ? std::nullopt : std::optional(place);
  });
  Results all;
  while (all.empty()) all = jobs.take(1ms);
  jobs.abandon();
  CHECK(take_all(jobs).empty());
  CHECK(all == Results{0});
}

}  // namespace TEST_FILE
