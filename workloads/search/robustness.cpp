#include "workloads/search/robustness.h"

#include <utility>
#include <vector>

#include "eddy/workloads/search/luck.h"

namespace eddy::workloads {

Robustness robustness_of(const FailingScenario& smallest, const Pursuit& pursuit,
                         const ScenarioRunner& runner, std::uint64_t keys,
                         std::uint64_t most_events) {
  const Scenario& scenario = smallest.scenario;
  const auto record = [&](const Scenario& other) { return runner.record(other, most_events); };
  const MessageNames names(scenario.exceptions.empty() ? sim::Recording{} : record(scenario));
  Robustness robustness;
  std::vector<Scenario> batch;
  const auto finish = [&] {
    for (const Ending& ending : runner.run(batch, most_events)) {
      ++robustness.keys;
      if (pursuit.is_met_by(ending)) ++robustness.failing;
    }
    batch.clear();
  };
  for (std::uint64_t key = 0; key < keys; ++key) {
    if (runner.is_asked_to_end && runner.is_asked_to_end()) return robustness;
    Scenario other = scenario;
    other.options.run.seed = scenario.options.run.seed + 1 + key;
    other.options.run.branches.clear();
    batch.push_back(with_same_messages(scenario, names, std::move(other), record));
    if (batch.size() == runner.at_once) finish();
  }
  if (!batch.empty()) finish();
  return robustness;
}

}  // namespace eddy::workloads
