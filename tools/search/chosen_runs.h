// The failing runs that a person names: one by a scenario or by options and a seed, or several by
// the folder of a sweep.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/checkers/same_failure.h"
#include "eddy/nodes/program_entry.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/search/minimise.h"
#include "tools/search/asked_to_end.h"
#include "tools/test_request.h"

namespace eddy::tools {

// Two runs of one scenario differ.
class NotDeterministic : public std::runtime_error {
 public:
  explicit NotDeterministic(const std::string& line) : std::runtime_error(line) {}
};

// How a run failed when it was stored.
struct StoredFailure {
  std::optional<checkers::WayToFail> way;
  std::string fingerprint = {};  // empty: it is not known
};

struct ChosenRun {
  workloads::Scenario scenario;
  std::string name;       // "store/latest", "seed 7"
  std::string reproduce;  // the arguments that give it again
  std::optional<StoredFailure> stored = {};
};

struct ChosenRuns {
  std::vector<ChosenRun> runs;
  // The run of the seed that comes so many after that of the first; empty: it is not known how.
  std::function<ChosenRun(std::uint64_t further)> of_another_seed = {};
  std::string of_sweep = {};  // "2 of 31 runs that fail so in store/echo/sweep-0"; empty: of none
};

// `place`: a scenario, the folder of a stored run or of a sweep, or "-"; empty: the request's
// options say. Of a sweep, the shortest failing runs of its group of that number, from 1. Throws
// checkers::BadInput.
ChosenRuns choose_runs(const std::string& place, std::size_t group, TestRequest request,
                       std::span<const nodes::ProgramEntry> programs);

// How the run of the scenario ends. Throws checkers::BadInput where it is not one to be looked into:
// it does not fail, fails otherwise than when it was stored, or was ended by a bound; and
// NotDeterministic, and AskedToEnd.
workloads::FailingScenario require_failing(const ChosenRun& chosen,
                                           const workloads::ScenarioRunner& runner);

// One that took its process down has told nothing of its length: here it is looked at.
workloads::FailingScenario with_length(workloads::FailingScenario failing,
                                       const workloads::ScenarioRunner& runner);

}  // namespace eddy::tools
