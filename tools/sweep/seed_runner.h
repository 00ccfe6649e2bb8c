// Runs the seeds of a sweep, each as a job of its own: many threads may use one runner at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/search/seed_outcome.h"
#include "tools/one_run.h"
#include "tools/options/table.h"

namespace eddy::tools {

// The options of the run of a seed. It is a function of the seed alone, and may be called by many
// threads at once.
using Climate = std::function<workloads::Options(std::uint64_t seed)>;

// The options as they are, with the seed.
Climate plain_climate(workloads::Options options);

enum class Runs { once, twice };

struct SeedResult {
  workloads::SeedOutcome outcome;
  std::string line;  // of the outcome, as in sweep.jsonl, with its end
  // What two runs of the seed differ in, for a person; empty: nothing, or it was run once.
  std::string difference = {};
};

class SeedRunner {
 public:
  // `command` is how the program was called, for the lines that reproduce runs.
  SeedRunner(const workloads::Options& options, Climate climate, sim::NodeProgram program,
             std::string command);

  // Nothing: `stop` was requested before the run had its end.
  std::optional<SeedResult> run(std::uint64_t seed, Runs runs, const std::stop_token& stop) const;

 private:
  RunJob job_of(std::uint64_t seed) const;
  std::optional<workloads::SeedOutcome> outcome_of(const RunJob& job,
                                                   const std::stop_token& stop) const;
  std::string difference_of(RunJob job, const workloads::SeedOutcome& first,
                            const workloads::SeedOutcome& second,
                            const std::stop_token& stop) const;

  Climate climate_;
  sim::NodeProgram program_;
  std::string command_;
  ArgumentWriter writer_;
};

}  // namespace eddy::tools
