#include "tools/search/scenario_threads.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "eddy/sim/program.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"

namespace eddy::tools {
namespace {

using workloads::Ending;
using workloads::Scenario;

workloads::Experiment run_bounded(Scenario scenario, const std::string& workload,
                                  const sim::NodeProgram& program, std::uint64_t most_events,
                                  const workloads::Onlookers& onlookers) {
  auto& limits = scenario.options.run.limits;
  limits.events = std::min(limits.events, most_events);
  const auto made = workloads::find_workload(workload)->make();
  return workloads::experiment(std::move(scenario), *made, program, onlookers);
}

// Records what happens, and what nodes show of themselves.
class Watch final : public sim::Observer {
 public:
  void on_event(const sim::Event& event) override { run_.events.push_back(event); }
  void on_state(sim::NodeId node, const sim::Program& program) override {
    auto state = program.state();
    if (!state) return;
    const auto [last, is_first] = last_.try_emplace(node, *state);
    if (!is_first && last->second == *state) return;
    last->second = *state;
    run_.states.push_back({run_.events.back().number, node, std::move(*state)});
  }
  workloads::RecordedRun take(workloads::Experiment experiment) {
    run_.experiment = std::move(experiment);
    return std::move(run_);
  }

 private:
  workloads::RecordedRun run_;
  std::map<sim::NodeId, boost::json::value> last_;
};

}  // namespace

workloads::ScenarioRunner scenario_threads(const std::string& workload,
                                           const sim::NodeProgram& program, std::size_t jobs,
                                           std::function<bool()> is_asked_to_end) {
  workloads::ScenarioRunner runner;
  runner.at_once = std::max<std::size_t>(jobs, 1);
  runner.run = [workload, program](std::span<const Scenario> scenarios, std::uint64_t most_events) {
    std::vector<Ending> endings(scenarios.size());
    std::vector<std::exception_ptr> failures(scenarios.size());
    const auto run = [&](std::size_t i) {
      try {
        endings[i] = ending_of(run_bounded(scenarios[i], workload, program, most_events, {}));
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
  runner.record = [workload, program](const Scenario& scenario, std::uint64_t most_events) {
    sim::Recorder recorder;
    workloads::Onlookers onlookers;
    onlookers.observer = &recorder;
    run_bounded(scenario, workload, program, most_events, onlookers);
    return recorder.take();
  };
  runner.watch = [workload, program](const Scenario& scenario) {
    Watch watch;
    workloads::Onlookers onlookers;
    onlookers.observer = &watch;
    constexpr auto kUnbounded = std::numeric_limits<std::uint64_t>::max();
    auto experiment = run_bounded(scenario, workload, program, kUnbounded, onlookers);
    return watch.take(std::move(experiment));
  };
  runner.is_asked_to_end = std::move(is_asked_to_end);
  return runner;
}

}  // namespace eddy::tools
