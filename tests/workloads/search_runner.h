// Runs scenarios for searches, one after another.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/scenario_runner.h"

namespace eddy::testing {

inline constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();  // events

struct SearchRunner {
  explicit SearchRunner(const std::string& program)
      : entry(*nodes::find(program)), workload(workloads::find_workload(entry.workload)->make()) {}

  workloads::Experiment run(workloads::Scenario scenario, sim::Observer* observer = nullptr) const {
    workloads::Onlookers onlookers;
    onlookers.observer = observer;
    return workloads::experiment(std::move(scenario), *workload, entry, onlookers);
  }

  workloads::ScenarioRunner runner(std::size_t at_once = 1) const {
    workloads::ScenarioRunner runner = workloads::scenario_runner(entry.workload, entry);
    runner.at_once = at_once;
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
