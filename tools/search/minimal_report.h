// The smallest run that a search has found: for a person, as JSON, and in the store.
#pragma once

#include <chrono>
#include <string>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/search/minimise.h"
#include "tools/store.h"

namespace eddy::tools {

struct MinimalReport {
  workloads::FailingScenario original;
  workloads::Minimal minimal;
  std::string chosen = {};     // what the original is called
  std::string reproduce = {};  // the line that gives it again
  std::string of_sweep = {};   // see ChosenRuns
  std::string command = {};    // how the program was called
  std::chrono::nanoseconds wall{0};
};

// Stores the smallest run, if there is a store, and prints all about it. Throws checkers::BadInput.
void tell(const MinimalReport& report, const sim::NodeProgram& program, const Store* store,
          bool as_json);

}  // namespace eddy::tools
