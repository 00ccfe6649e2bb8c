#include "eddy/workloads/search/scenario_runner.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "eddy/sim/program.h"
#include "eddy/workloads/catalog.h"

namespace eddy::workloads {
namespace {

// Records what happens, and what nodes show of themselves.
class Watch final : public sim::Observer {
 public:
  Watch(States states, const std::function<void(const sim::Event&)>& also)
      : also_(also), asked_(states == States::asked ? 0 : kMostAsked) {}

  void on_event(const sim::Event& event) override {
    if (also_) also_(event);
    run_.events.push_back(event);
    if (event.is<sim::Delivered>() || event.is<sim::TimerFired>()) handled_ = event.number;
  }
  void on_state(sim::NodeId node, const sim::Program& program) override {
    if (asked_ == kMostAsked) return;
    ++asked_;
    auto state = program.state();
    if (!state) return;
    const auto [last, is_first] = last_.try_emplace(node, *state);
    if (!is_first && last->second == *state) return;
    last->second = *state;
    run_.states.push_back({handled_, node, std::move(*state)});
  }
  RecordedRun take(Experiment experiment) {
    run_.experiment = std::move(experiment);
    return std::move(run_);
  }

 private:
  // States grow with the run: only of its beginning, which is all of a minimal one.
  static constexpr std::size_t kMostAsked = 5'000;

  const std::function<void(const sim::Event&)>& also_;
  sim::EventNumber handled_ = 0;  // the event whose handling a state is of
  std::size_t asked_;
  RecordedRun run_;
  std::map<sim::NodeId, boost::json::value> last_;
};

}  // namespace

Experiment run_bounded(Scenario scenario, const std::string& workload,
                       const sim::NodeProgram& program, std::uint64_t most_events,
                       const Onlookers& onlookers) {
  auto& limits = scenario.options.run.limits;
  limits.events = std::min(limits.events, most_events);
  const auto made = find_workload(workload)->make();
  return experiment(std::move(scenario), *made, program, onlookers);
}

RecordedRun watch_bounded(const Scenario& scenario, const std::string& workload,
                          const sim::NodeProgram& program, std::uint64_t most_events, States states,
                          const std::function<void(const sim::Event&)>& also) {
  Watch watch(states, also);
  Onlookers onlookers;
  onlookers.observer = &watch;
  auto experiment = run_bounded(scenario, workload, program, most_events, onlookers);
  return watch.take(std::move(experiment));
}

ScenarioRunner scenario_runner(const std::string& workload, const sim::NodeProgram& program) {
  ScenarioRunner runner;
  runner.run = [workload, program](std::span<const Scenario> scenarios, std::uint64_t most_events) {
    std::vector<Ending> endings;
    for (const Scenario& scenario : scenarios)
      endings.push_back(ending_of(run_bounded(scenario, workload, program, most_events)));
    return endings;
  };
  runner.record = [workload, program](const Scenario& scenario, std::uint64_t most_events) {
    sim::Recorder recorder;
    Onlookers onlookers;
    onlookers.observer = &recorder;
    run_bounded(scenario, workload, program, most_events, onlookers);
    return recorder.take();
  };
  runner.watch = [workload, program](const Scenario& scenario) {
    return watch_bounded(scenario, workload, program, std::numeric_limits<std::uint64_t>::max());
  };
  return runner;
}

}  // namespace eddy::workloads
