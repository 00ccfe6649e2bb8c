#include "tools/one_run.h"

#include <fmt/format.h>

#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/branching.h"
#include "eddy/workloads/catalog.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

using Clock = std::chrono::steady_clock;

// "12.3 of 60 virtual seconds, 1,234,567 events".
std::string progress_of(const workloads::Options& options, sim::Time now, std::uint64_t events) {
  const double done = std::chrono::duration<double>(now.time_since_epoch()).count();
  const double load = std::chrono::duration<double>(options.run.time_limit).count();
  const std::string course = done <= load
                                 ? fmt::format("{:.1f} of {:.0f} virtual seconds", done, load)
                                 : fmt::format("{:.1f} virtual seconds, the load is over", done);
  return fmt::format("{}, {} events", course, grouped(events));
}

void show(const RunWatch& watch, const std::string& task) {
  if (watch.show) watch.show(task);
}

void require_branches(const workloads::Experiment& experiment) {
  const auto& [scenario, run, results, reproduce] = experiment;
  if (run.unmet_branches == 0) return;
  const auto& branches = scenario.options.run.branches;
  throw checkers::BadInput(
      fmt::format("a run cannot branch after its end: {} has {} events, got a branch at {}",
                  to_string(scenario.options.run.name()), run.told,
                  branches[branches.size() - run.unmet_branches].event));
}

std::optional<workloads::Difference> verify(const RunJob& job, const RunWatch& watch,
                                            const workloads::Workload& workload,
                                            const workloads::Experiment& experiment) {
  show(watch, "verifying");
  return workloads::verify(
      experiment, workload, job.program,
      [&](std::size_t replay, sim::Time now, std::uint64_t events) {
        show(watch, fmt::format("verifying, run {} of 2: {}", replay,
                                progress_of(job.options, now, events)));
      },
      watch.stop);
}

}  // namespace

std::optional<RunOutcome> run_one(const RunJob& job, const RunWatch& watch) {
  ensure(job.program.make != nullptr, "a run has a node program");
  const auto begin = Clock::now();
  const auto workload = workloads::find_workload(job.options.plan.workload)->make();
  RunLog log(job.log);
  workloads::Onlookers onlookers;
  onlookers.observer = job.log.wants_events() ? &log : job.observer;
  if (job.log.wants_logs()) onlookers.log_sink = &log;
  onlookers.pace = job.pace;
  onlookers.progress = [&](sim::Time now, std::uint64_t events) {
    show(watch, progress_of(job.options, now, events));
  };
  onlookers.stop = watch.stop;
  onlookers.judging = [&] { show(watch, "judging"); };
  onlookers.reproduce = job.reproduce;
  if (!job.scenario) show(watch, "planning");
  workloads::Scenario scenario =
      job.scenario ? *job.scenario : workloads::plan_by_name(job.options, *workload, job.program);

  RunOutcome outcome;
  outcome.experiment =
      workloads::experiment(std::move(scenario), *workload, job.program, onlookers);
  if (outcome.experiment.run.interrupted) return std::nullopt;
  require_branches(outcome.experiment);
  outcome.wall = Clock::now() - begin;
  if (job.verify) outcome.difference = verify(job, watch, *workload, outcome.experiment);
  if (job.verify && watch.stop.stop_requested()) return std::nullopt;
  if (outcome.difference)
    outcome.experiment.run.unrepeatable.emplace_back("two more runs of it have other events");
  outcome.node_logs = log.node_logs();
  return outcome;
}

}  // namespace eddy::tools
