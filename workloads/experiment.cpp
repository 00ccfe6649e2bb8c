#include "eddy/workloads/experiment.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/sim/trace.h"
#include "eddy/workloads/branching.h"

namespace eddy::workloads {
namespace {

// Compares events with those of an earlier run as they come.
class Comparer final : public sim::Observer {
 public:
  explicit Comparer(const std::vector<sim::Event>& expected) : expected_(expected) {}

  void on_event(const sim::Event& event) override {
    if (difference_) return;
    if (next_ == expected_.size()) {
      difference_ = Difference{next_, "the run has ended", to_text(event)};
    } else if (!same(expected_[next_], event)) {
      difference_ = Difference{next_, to_text(expected_[next_]), to_text(event)};
    }
    ++next_;
  }

  std::optional<Difference> finish() {
    if (!difference_ && next_ < expected_.size()) {
      difference_ = Difference{next_, to_text(expected_[next_]), "the run has ended"};
    }
    return difference_;
  }

 private:
  const std::vector<sim::Event>& expected_;
  std::size_t next_ = 0;
  std::optional<Difference> difference_;
};

}  // namespace

Experiment experiment(const Options& options, const Workload& workload,
                      const sim::NodeProgram& program, const Onlookers& onlookers) {
  return eddy::workloads::experiment(plan_by_name(options, workload, program), workload, program,
                                     onlookers);
}

Experiment experiment(Scenario scenario, const Workload& workload, const sim::NodeProgram& program,
                      const Onlookers& onlookers) {
  Experiment experiment;
  experiment.scenario = std::move(scenario);
  const auto simulation = make_simulation(experiment.scenario, program);
  experiment.reproduce = onlookers.reproduce;
  simulation->reproduced_by(onlookers.reproduce);
  simulation->observe(onlookers.observer);
  simulation->log_to(onlookers.log_sink);
  simulation->keep_pace(onlookers.pace);
  experiment.run =
      run(*simulation, experiment.scenario, workload, onlookers.progress, onlookers.stop);
  if (experiment.run.interrupted) {
    experiment.results.validity = checkers::Validity::unknown;
    return experiment;
  }
  if (onlookers.judging) onlookers.judging();
  experiment.results = check(experiment.run, workload, experiment.scenario.options);
  return experiment;
}

std::optional<Difference> verify(const Experiment& experiment, const Workload& workload,
                                 const sim::NodeProgram& program, const ReplayProgress& told,
                                 const std::stop_token& stop) {
  const auto progress = [&told](std::size_t replay) -> Progress {
    if (!told) return {};
    return [&told, replay](sim::Time now, std::uint64_t events) { told(replay, now, events); };
  };
  Scenario scenario = experiment.scenario;
  std::optional<Difference> difference;
  std::uint64_t again = 0;
  if (experiment.run.is_cut_short()) {
    // A recording holds bodies, so that a bound on them would end the recorded run elsewhere.
    const auto simulation = make_simulation(scenario, program);
    simulation->reproduced_by(experiment.reproduce);
    again = run(*simulation, scenario, workload, progress(1), stop).fingerprint;
  } else {
    scenario.options.run.limits.body_bytes = std::numeric_limits<std::size_t>::max();
    const auto first = make_simulation(scenario, program);
    sim::Recorder recorder;
    first->reproduced_by(experiment.reproduce);
    first->observe(&recorder);
    run(*first, scenario, workload, progress(1), stop);
    first->observe(nullptr);

    const auto second = make_simulation(scenario, program);
    Comparer comparer(recorder.events());
    second->reproduced_by(experiment.reproduce);
    second->observe(&comparer);
    again = run(*second, scenario, workload, progress(2), stop).fingerprint;
    second->observe(nullptr);
    difference = comparer.finish();
  }
  if (stop.stop_requested()) return std::nullopt;
  if (!difference && again != experiment.run.fingerprint) {
    difference =
        Difference{std::nullopt, fmt::format("fingerprint {:016x}", experiment.run.fingerprint),
                   fmt::format("fingerprint {:016x}", again)};
  }
  return difference;
}

}  // namespace eddy::workloads
