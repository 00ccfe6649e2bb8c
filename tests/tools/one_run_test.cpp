// A run is a job: many at once in one process are what they are one after another.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "tests/tools/workplace.h"
#include "tools/one_run.h"
#include "tools/results_json.h"
#include "tools/store.h"
#include "tools/test_request.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy;
using namespace eddy::testing;
using namespace std::chrono_literals;

tools::RunJob job_of(const nodes::ProgramEntry& program, std::uint64_t seed) {
  tools::RunJob job;
  job.options.plan.workload = program.workload;
  job.options.plan.concurrency.count = 2;
  job.options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::slow};
  job.options.plan.nemesis.interval = 1s;
  job.options.run.program = program.name;
  job.options.run.seed = seed;
  job.options.run.node_count = 3;
  job.options.run.time_limit = 4s;
  job.options.run.network.latency.mean = 10ms;
  job.program = program;
  job.reproduce = "eddy " + tools::to_arguments(job.options);
  job.log.keep_node_logs = true;
  return job;
}

// Two seeds of each program, with a trace of every other one.
std::vector<tools::RunJob> all_jobs() {
  std::vector<tools::RunJob> jobs;
  for (const auto& program : nodes::catalog()) {
    for (const std::uint64_t seed : {1U, 2U}) jobs.push_back(job_of(program, seed));
  }
  return jobs;
}

// In a store of its program: two programs may give one run.
void run_and_store(tools::RunJob job, const fs::path& root, bool with_trace) {
  const fs::path store = root / job.options.run.program;
  const tools::Store place(store, job.options.plan.workload);
  std::optional<tools::RunFolder> folder;
  if (with_trace) job.log.trace = &folder.emplace(place).open_trace();
  const auto outcome = tools::run_one(job);
  REQUIRE(outcome);
  if (!folder) folder.emplace(place);
  folder->commit(*outcome);
}

// The text of each file below a folder, but for the links to what was stored last.
std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_symlink() || entry.is_directory()) continue;
    files[entry.path().lexically_relative(folder).string()] = contents(entry.path());
  }
  return files;
}

TEST_CASE("many runs at once in one process store what they store one after another") {
  const Workplace here;
  const auto jobs = all_jobs();
  for (std::size_t i = 0; i < jobs.size(); ++i)
    run_and_store(jobs[i], here.path() / "a", i % 2 == 0);

  std::atomic<std::size_t> next{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < jobs.size(); i = next++)
          run_and_store(jobs[i], here.path() / "b", i % 2 == 0);
      });
    }
  }
  const auto one_by_one = files_in(here.path() / "a");
  const auto at_once = files_in(here.path() / "b");
  REQUIRE(one_by_one.size() > 4 * jobs.size());
  REQUIRE(at_once.size() == one_by_one.size());
  for (const auto& [name, text] : one_by_one) {
    CAPTURE(name);
    REQUIRE(at_once.contains(name));
    CHECK(at_once.at(name) == text);
  }
  CHECK(fs::exists(here.path() / "b/echo/latest/results.json"));
}

TEST_CASE("one run stored many times at once is stored, whole") {
  const Workplace here;
  const auto job = job_of(nodes::catalog().front(), 1);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) run_and_store(job, here.path() / "store", i % 2 == 0);
      });
    }
  }
  run_and_store(job, here.path() / "once", false);
  auto stored = files_in(here.path() / "store");
  std::erase_if(stored, [](const auto& file) { return file.first.ends_with("/trace.jsonl"); });
  CHECK(stored == files_in(here.path() / "once"));
}

TEST_CASE("what a killed process was writing is swept away, what a living one writes is not") {
  const Workplace here;
  const tools::Store place(here.path() / "store", "echo");
  const tools::RunFolder unfinished(place);
  const fs::path dead = place.of_workload() / ".unfinished-2147483647-abcdef";
  fs::create_directory(dead);
  const tools::Store again(here.path() / "store", "echo");
  CHECK_FALSE(fs::exists(dead));
  CHECK(std::distance(fs::directory_iterator(place.of_workload()), {}) == 1);
}

TEST_CASE("without a trace nothing is written before the run is over") {
  const Workplace here;
  const tools::Store place(here.path() / "store", "echo");
  CHECK(fs::is_empty(place.of_workload()));
  const auto outcome = tools::run_one(job_of(nodes::catalog().front(), 1));
  CHECK(fs::is_empty(place.of_workload()));
}

TEST_CASE("a run ends when it is asked to, without an outcome") {
  tools::RunJob job = job_of(nodes::catalog().front(), 1);
  job.options.run.time_limit = 5'000s;
  job.options.plan.rate = 50;
  std::stop_source stop;
  int shown = 0;
  const auto watch = [&](const std::string& task) {
    if (task.find(" events") == std::string::npos) return;
    ++shown;
    stop.request_stop();
  };
  CHECK_FALSE(tools::run_one(job, {watch, stop.get_token()}));
  CHECK(shown == 1);
}

}  // namespace TEST_FILE
