// The smallest run that a search has found: for a person, as JSON, and in the store.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "eddy/workloads/search/minimise.h"
#include "tools/store.h"

namespace eddy::tools {

struct MinimalReport {
  workloads::FailingScenario original;
  workloads::Minimal minimal;
  std::string chosen = {};              // what the original is called
  std::string reproduce = {};           // the line that gives it again
  std::string of_sweep = {};            // see ChosenRuns
  std::vector<std::string> tried = {};  // the runs that were minimised, of which it is the smallest
  std::string command = {};             // how the program was called
  // Runs the scenario once more, of a program of --bin, with its processes in that directory.
  std::function<void(const workloads::Scenario&, const std::filesystem::path&)> run_in = {};
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
};

// Stores the smallest run, if there is a store, and prints all about it. Throws checkers::BadInput.
void tell(const MinimalReport& report, const workloads::ScenarioRunner& runner, const Store* store,
          bool as_json);

}  // namespace eddy::tools
