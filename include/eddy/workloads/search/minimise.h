// From a failing run to the smallest one that fails the same way.
//
// What is taken away, in this order, and again while it helps:
//   1. operations, faults and exceptions, in chunks, from the end to the start (reduction.h);
//   2. the recovery and the final phase, unless the finding rests on them: without them right
//      programs fail; parts of transactions; the nodes that a fault befalls;
//   3. nodes, and clients;
//   4. luck: what the weather lost, doubled and slowed becomes exceptions, of which few matter; each
//      message takes the same time;
//   5. idle time: what comes after a gap comes earlier, at round times.
//
// * Deterministic, however many runs go on at once, while the budget is counted in runs.
// * What is found can be read back: no rule of a scenario (scenario_reader.h) is broken.
// * A candidate is bounded by ten times the events of the run itself.
// * A failure of another kind that is met on the way is kept, and not followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "eddy/workloads/planner.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/search/ending.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

struct FailingScenario {
  Scenario scenario;
  Ending ending;
};

struct MinimiseOptions {
  std::uint64_t budget = 2'000;  // runs
  std::uint64_t keys = 100;      // other seeds that the smallest run is tried under, beyond that
  // Told after each run what is the smallest so far, and what is tried now; may be left out.
  std::function<void(const FailingScenario& smallest, std::string_view task, std::uint64_t runs)>
      progress = {};
};

// Under how many other keys, in place of its seed, does a scenario fail the same way?
struct Robustness {
  std::uint64_t failing = 0;
  std::uint64_t keys = 0;
};

struct Minimal {
  FailingScenario smallest;
  std::uint64_t runs = 0;                  // without those under other keys
  bool was_cut_short = false;              // by the budget, or because it was asked to end
  std::optional<FailingScenario> another;  // that fails another way: of these the smallest
  Robustness robustness;
  // Candidates that hold all operations and faults that are left at the end, and how many of them
  // did not fail the same way.
  std::uint64_t holding_all = 0;
  std::uint64_t lost = 0;
};

// REQUIRES: the run of the scenario ends so, fails, and was not ended by a bound.
Minimal minimise(const FailingScenario& original, const Planner& planner,
                 const ScenarioRunner& runner, const MinimiseOptions& options = {});

}  // namespace eddy::workloads
