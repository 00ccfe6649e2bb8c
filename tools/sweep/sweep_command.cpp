#include "tools/sweep/sweep_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <thread>

#include "eddy/checkers/same_failure.h"
#include "eddy/workloads/search/lessons.h"
#include "tools/arguments.h"
#include "tools/climates.h"
#include "tools/exit_status.h"
#include "tools/interruption.h"
#include "tools/options/table.h"
#include "tools/report/store_index.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/sweep/ci_report.h"
#include "tools/sweep/kept_memory.h"
#include "tools/sweep/opened_sweep.h"
#include "tools/sweep/ordered_processes.h"
#include "tools/sweep/recorded_seeds.h"
#include "tools/sweep/seed_runner.h"
#include "tools/sweep/sweep_progress.h"
#include "tools/sweep/sweep_report.h"
#include "tools/sweep/wall_time.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

using Clock = std::chrono::steady_clock;
using Jobs = OrderedProcesses;
using namespace std::chrono_literals;

constexpr std::uint64_t kRunTwiceEvery = 50;

std::size_t jobs_of(const SweepOptions& sweep) {
  return sweep.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
}

// What each seed's run draws.
Climate climate_of(const TestRequest& request, std::span<const nodes::ProgramEntry> programs) {
  if (request.sweep.plain) return plain_climate(request.options);
  return
      [climates = climates_of(request, programs)](std::uint64_t seed) { return climates.of(seed); };
}

enum class SweepEnd { all_done, interrupted, out_of_time, enough_failures, not_deterministic };

class Sweep {
 public:
  Sweep(OpenedSweep opened, std::span<const nodes::ProgramEntry> programs,
        const std::string& command)
      : opened_(std::move(opened)),
        request_(opened_.request),
        command_(command),
        seeds_(opened_.identity.seeds, opened_.identity.shard),
        runner_(request_.options, climate_of(request_, programs),
                program_of(request_.options, programs), command) {
    if (opened_.folder) lines_.emplace(opened_.folder->lines());
  }

  int run() {
    if (lines_) go_on();
    if (opened_.folder)
      point_to_sweep(request_.store_directory, request_.options.plan.workload, *opened_.folder);
    if (end_ == SweepEnd::all_done && is_out_of_time()) end_ = SweepEnd::out_of_time;
    if (end_ == SweepEnd::all_done && !has_enough_failures()) run_seeds();
    const int status = report();
    if (opened_.folder) write_store_index(request_.store_directory);
    return status;
  }

 private:
  std::uint64_t done() const { return groups_.runs(); }
  bool has_enough_failures() const {
    return request_.sweep.stop_after && groups_.failing() >= *request_.sweep.stop_after;
  }

  // Takes over what is there, if the program still is the one that wrote it.
  void go_on() {
    RecordedSeeds recorded(*opened_.folder, seeds_);
    recorded.read([&](const workloads::SeedOutcome& outcome) { add(outcome); });
    const auto& samples = recorded.samples();
    const auto seed_at = [&](std::uint64_t place) { return samples[place].seed; };
    Jobs jobs = begin_jobs({0, samples.size()}, samples.size(), seed_at,
                           [](std::uint64_t) { return Runs::twice; });
    std::size_t compared = 0;
    drive(jobs, seed_at, [&](const std::vector<SeedResult>& results) {
      for (const SeedResult& result : results) {
        if (!note_difference(result)) return false;
        recorded.require_same(samples[compared++], result.line);
      }
      return true;
    });
    if (end_ == SweepEnd::all_done) lines_->truncate(recorded.size());
  }

  void run_seeds() {
    const std::uint64_t first = done();
    course_ = {0, jobs_of(request_.sweep), {}};
    const auto begin = Clock::now();
    const auto seed_at = [this](std::uint64_t place) { return seeds_.at(place); };
    Jobs jobs = begin_jobs(
        {first, seeds_.size()}, seeds_.size() - first, seed_at,
        [](std::uint64_t place) { return place % kRunTwiceEvery == 0 ? Runs::twice : Runs::once; });
    drive(jobs, seed_at, [&](const std::vector<SeedResult>& results) {
      const bool goes_on = keep(results);
      course_->runs = done() - first;
      course_->wall = Clock::now() - begin;
      show();
      return goes_on;
    });
    course_->wall = Clock::now() - begin;
    progress_.clear();
  }

  void add(const workloads::SeedOutcome& outcome) {
    groups_.add(outcome);
    lessons_.add(outcome);
  }

  // With room for the processes to go on while a long run keeps the others' results waiting.
  template <class SeedAt, class RunsAt>
  Jobs begin_jobs(Jobs::Places places, std::uint64_t count, SeedAt seed_at, RunsAt runs_at) {
    constexpr std::size_t kAhead = 128;
    const std::size_t processes =
        std::max<std::uint64_t>(1, std::min<std::uint64_t>(jobs_of(request_.sweep), count));
    return Jobs(
        places, {processes, processes * kAhead},
        [this, seed_at, runs_at](std::uint64_t place) {
          return to_text(runner_.run(seed_at(place), runs_at(place)));
        },
        [this] {
          if (lines_) lines_->leave_open();
        });
  }

  template <class SeedAt>
  std::vector<SeedResult> take(Jobs& jobs, const SeedAt& seed_at) const {
    constexpr auto kPatience = 50ms;
    std::vector<SeedResult> results;
    for (const JobAnswer& answer : jobs.take(kPatience)) {
      results.push_back(answer.death.empty()
                            ? parse_seed_result(answer.text)
                            : runner_.dead(seed_at(answer.place), answer.death, answer.text));
    }
    return results;
  }

  // Until the jobs are over; accept(results) is false where no more are wanted.
  template <class SeedAt, class Accept>
  void drive(Jobs& jobs, const SeedAt& seed_at, const Accept& accept) {
    constexpr auto kGrace = 5s;
    std::optional<Clock::time_point> closed;
    while (!jobs.is_over()) {
      if (!accept(take(jobs, seed_at))) return;
      if (interruption_.is_requested() && end_ != SweepEnd::interrupted) {
        end_ = SweepEnd::interrupted;
        jobs.abandon();
      }
      if (end_ == SweepEnd::all_done && is_out_of_time()) {
        end_ = SweepEnd::out_of_time;
        jobs.close();
        closed = Clock::now();
      }
      // A node that does not come back from an event would keep us for ever.
      if (!closed || Clock::now() - *closed <= kGrace) continue;
      if (!jobs.is_over()) given_up_ = seed_at(jobs.next());
      jobs.abandon();
    }
  }

  bool is_out_of_time() const {
    return request_.sweep.budget && Clock::now() - begin_ >= *request_.sweep.budget;
  }

  // False where this is the end: the runs of the seed differ.
  bool note_difference(const SeedResult& result) {
    if (result.difference.empty()) return true;
    difference_ = result.difference;
    end_ = SweepEnd::not_deterministic;
    return false;
  }

  // False where no more results are wanted.
  bool keep(const std::vector<SeedResult>& results) {
    std::string lines;
    std::size_t count = 0;
    std::uint64_t failing = groups_.failing();
    bool goes_on = true;
    for (const SeedResult& result : results) {
      if (!note_difference(result)) {
        goes_on = false;
        break;
      }
      lines += result.line;
      ++count;
      if (checkers::is_failing(result.outcome.validity)) ++failing;
      if (request_.sweep.stop_after && failing >= *request_.sweep.stop_after) {
        end_ = SweepEnd::enough_failures;
        goes_on = false;
        break;
      }
    }
    if (lines_) lines_->append(lines);
    for (std::size_t i = 0; i < count; ++i) add(results[i].outcome);
    return goes_on;
  }

  void show() {
    std::optional<std::chrono::nanoseconds> budget;
    if (request_.sweep.budget) budget = *request_.sweep.budget;
    progress_.show({done(), seeds_.size(), course_->runs, groups_.failing(), lessons_.new_lately(),
                    course_->wall, budget});
  }

  std::string ended_by() const {
    switch (end_) {
      case SweepEnd::all_done:
        return has_enough_failures() && done() < seeds_.size()
                   ? fmt::format("--stop-after {}", *request_.sweep.stop_after)
                   : "";
      case SweepEnd::interrupted:
        return "an interruption";
      case SweepEnd::out_of_time:
        return done() == seeds_.size() ? "" : "--budget";
      case SweepEnd::enough_failures:
        return done() == seeds_.size() ? ""
                                       : fmt::format("--stop-after {}", *request_.sweep.stop_after);
      case SweepEnd::not_deterministic:
        return "a seed whose runs differ";
    }
    return "";
  }

  int report() {
    SweepReport report{.workload = request_.options.plan.workload,
                       .program = request_.options.run.program,
                       .seeds = opened_.identity.seeds,
                       .shard = opened_.identity.shard,
                       .planned = seeds_.size(),
                       .groups = &groups_,
                       .lessons = &lessons_,
                       .command = command_,
                       .requires_labels = request_.sweep.require_sometimes,
                       .not_drawn = opened_.not_drawn,
                       .is_of_file = request_.options.run.external.has_value(),
                       .ended_by = ended_by(),
                       .stored_in = opened_.folder ? opened_.folder->path().string() : "",
                       .course = course_};
    if (opened_.folder && done() < seeds_.size()) {
      report.goes_on_by = {
          fmt::format("{} sweep --resume {}", command_, shell_quoted(report.stored_in))};
    }
    report.given_up = given_up_;
    report.is_nondeterministic = end_ == SweepEnd::not_deterministic;
    print(report);
    write_head(report);
    if (!request_.sweep.junit.empty()) write_report(request_.sweep.junit, to_junit(report));
    if (end_ == SweepEnd::not_deterministic) return kFaultOfOurs;
    if (end_ == SweepEnd::interrupted) return kInterrupted;
    return exit_status(validity_of(report));
  }

  void print(const SweepReport& report) const {
    if (request_.json) {
      fmt::print("{}", pretty(results_of(report)));
    } else {
      fmt::print("{}", to_text(report, colour_of(STDOUT_FILENO)));
      if (!opened_.shard_variable.empty()) {
        fmt::print("{:<14}{} of {}, as {} says\n", "shard", report.shard.index, report.shard.count,
                   opened_.shard_variable);
      }
    }
    std::FILE* out = request_.json ? stderr : stdout;
    tell_ci(report, out);
    if (!difference_.empty()) fmt::print(out, "\n{}", difference_);
  }

  void write_head(const SweepReport& report) const {
    if (!opened_.folder) return;
    boost::json::object head = opened_.folder->head();
    head["results"] = results_of(report);
    if (course_) {
      boost::json::value& course = head["course"];
      if (!course.is_array()) course.emplace_array();
      course.get_array().push_back(
          {{"begun", begun_at_},
           {"wall-seconds", std::chrono::duration<double>(course_->wall).count()},
           {"runs", course_->runs},
           {"jobs", course_->jobs},
           {"ended-by", report.ended_by.empty() ? "the last seed" : report.ended_by}});
    }
    opened_.folder->replace_head(head);
  }

  const OpenedSweep opened_;
  const TestRequest& request_;
  const std::string command_;
  const ShardSeeds seeds_;
  SeedRunner runner_;
  const Interruption interruption_;
  std::optional<LineFile> lines_;
  workloads::FailureGroups groups_;
  workloads::Lessons lessons_;
  SweepEnd end_ = SweepEnd::all_done;
  std::string difference_;  // of the two runs of a seed
  std::optional<SweepCourse> course_;
  const Clock::time_point begin_ = Clock::now();
  const std::string begun_at_ = wall_time_now();
  std::optional<std::uint64_t> given_up_;  // the seed of a run that took too long
  SweepProgress progress_;
};

}  // namespace

void declare_sweep_options(CLI::App& command, SweepRequest& request) {
  command
      .add_option("FOLDER", request.folder, "With --resume: the folder of the sweep to go on with")
      ->type_name("");
  declare_options(command, request.test, {Part::plan, Part::run});
  declare_options(command, request.test, {Part::criteria});
  declare_sweep_rows(command, request.test);
  declare_options(command, request.test, {Part::output});
}

int run_sweep(const SweepRequest& request, std::span<const nodes::ProgramEntry> programs,
              const std::string& command) {
  require_writable_report(request.test.sweep.junit);
  keep_freed_memory();
  return Sweep(open_sweep(request, programs), programs, command).run();
}

}  // namespace eddy::tools
