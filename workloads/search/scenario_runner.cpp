#include "eddy/workloads/search/scenario_runner.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "eddy/sim/program.h"
#include "eddy/workloads/catalog.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;

// How much there is of it: its values, those inside, and their bytes.
std::size_t weight_of(const json::value& value) {
  std::size_t weight = 1;
  if (const auto* array = value.if_array()) {
    for (const json::value& item : *array) weight += weight_of(item);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [name, item] : *object) weight += weight_of(item);
  } else if (const auto* string = value.if_string()) {
    weight += string->size() / 8;
  }
  return weight;
}

// Records what happens, and what nodes show of themselves.
class Watch final : public sim::Observer, public sim::LogSink {
 public:
  Watch(States states, const std::function<void(const sim::Event&)>& also)
      : also_(also), asks_(states == States::asked) {}

  void on_event(const sim::Event& event) override {
    if (also_) also_(event);
    run_.events.push_back(event);
    if (!event.is<sim::Sent>() && !event.is<sim::Lost>()) latest_ = event.number;
    if (event.is<sim::Delivered>() || event.is<sim::TimerFired>()) handled_ = event.number;
  }
  void on_state(sim::NodeId node, const sim::Program& program) override {
    if (!asks_) return;
    auto state = program.state();
    if (!state) return;
    seen_ += weight_of(*state);
    const auto [last, is_first] = last_.try_emplace(node, *state);
    if (!is_first && last->second == *state) return;
    last->second = *state;
    run_.states.push_back({handled_, node, std::move(*state)});
    if (seen_ < kMostSeen) return;
    asks_ = run_.has_all_states = false;
  }
  void on_learned(sim::NodeId /*node*/, const json::value& /*value*/) override {
    run_.learned.push_back(latest_);
  }
  void on_log(sim::Time at, sim::NodeId node, std::string_view line) override {
    if (logged_ + line.size() > kMostLogged) {
      run_.has_all_logs = false;
      return;
    }
    logged_ += line.size();
    run_.logs.push_back({latest_, at, node, std::string(line)});
  }
  RecordedRun take(Experiment experiment) {
    run_.experiment = std::move(experiment);
    return std::move(run_);
  }

 private:
  // States may grow with the run: to look at them costs no more than this.
  static constexpr std::size_t kMostSeen = 20'000'000;
  static constexpr std::size_t kMostLogged = std::size_t{64} << 20U;  // bytes

  const std::function<void(const sim::Event&)>& also_;
  sim::EventNumber handled_ = 0;  // the event whose handling a state is of
  sim::EventNumber latest_ = 0;   // in whose handling something is told
  bool asks_;
  std::size_t seen_ = 0;
  std::size_t logged_ = 0;
  RecordedRun run_;
  std::map<sim::NodeId, json::value> last_;
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
  onlookers.log_sink = &watch;
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
