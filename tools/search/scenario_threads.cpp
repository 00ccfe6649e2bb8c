#include "tools/search/scenario_threads.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "eddy/workloads/search/scenario_runner.h"

namespace eddy::tools {

using workloads::Ending;
using workloads::Scenario;

workloads::ScenarioRunner scenario_threads(const std::string& workload,
                                           const sim::NodeProgram& program, std::size_t jobs,
                                           std::function<bool()> is_asked_to_end) {
  workloads::ScenarioRunner runner = workloads::scenario_runner(workload, program);
  runner.at_once = std::max<std::size_t>(jobs, 1);
  runner.run = [workload, program](std::span<const Scenario> scenarios, std::uint64_t most_events) {
    std::vector<Ending> endings(scenarios.size());
    std::vector<std::exception_ptr> failures(scenarios.size());
    const auto run = [&](std::size_t i) {
      try {
        endings[i] =
            ending_of(workloads::run_bounded(scenarios[i], workload, program, most_events));
      } catch (...) {
        failures[i] = std::current_exception();
      }
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < scenarios.size(); ++i) others.emplace_back(run, i);
    if (!scenarios.empty()) run(0);
    others.clear();
    for (const auto& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
    return endings;
  };
  runner.is_asked_to_end = std::move(is_asked_to_end);
  return runner;
}

}  // namespace eddy::tools
