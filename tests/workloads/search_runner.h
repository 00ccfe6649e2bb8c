// Runs scenarios for searches, one after another.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/program.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/search/minimise.h"

namespace eddy::testing {

struct SearchRunner {
  explicit SearchRunner(const std::string& program)
      : entry(*nodes::find(program)), workload(workloads::find_workload(entry.workload)->make()) {}

  workloads::Experiment run(workloads::Scenario scenario, sim::Observer* observer = nullptr) const {
    workloads::Onlookers onlookers;
    onlookers.observer = observer;
    return workloads::experiment(std::move(scenario), *workload, entry, onlookers);
  }

  workloads::ScenarioRunner runner(std::size_t at_once = 1) const {
    workloads::ScenarioRunner runner;
    runner.at_once = at_once;
    runner.run = [this](std::span<const workloads::Scenario> scenarios, std::uint64_t most_events) {
      std::vector<workloads::Ending> endings;
      for (workloads::Scenario scenario : scenarios) {
        auto& limit = scenario.options.run.limits.events;
        limit = std::min(limit, most_events);
        endings.push_back(ending_of(run(std::move(scenario))));
      }
      return endings;
    };
    runner.record = [this](const workloads::Scenario& scenario, std::uint64_t) {
      sim::Recorder recorder;
      run(scenario, &recorder);
      return recorder.take();
    };
    runner.watch = [this](const workloads::Scenario& scenario) {
      sim::Recorder recorder;
      auto done = run(scenario, &recorder);
      return workloads::RecordedRun{recorder.take(), {}, std::move(done)};
    };
    return runner;
  }

  workloads::Options options() const {
    workloads::Options options;
    options.plan.workload = entry.workload;
    options.run.program = entry.name;
    options.plan.concurrency = workload->default_concurrency();
    options.run.time_limit = std::chrono::seconds(20);
    return options;
  }

  // The first seed's run that fails, from 0.
  std::optional<workloads::FailingScenario> first_failing(workloads::Options options,
                                                          std::uint64_t seeds = 200) const {
    for (options.run.seed = 0; options.run.seed < seeds; ++options.run.seed) {
      workloads::Scenario scenario = plan(options, *workload);
      workloads::Ending ending = ending_of(run(scenario));
      if (!ending.ways.empty()) return workloads::FailingScenario{scenario, ending};
    }
    return std::nullopt;
  }

  const nodes::ProgramEntry& entry;
  std::unique_ptr<workloads::Workload> workload;
};

}  // namespace eddy::testing
