// Runs the seeds of a sweep, one after another.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/search/run_watch.h"
#include "eddy/workloads/search/seed_outcome.h"
#include "tools/one_run.h"
#include "tools/options/table.h"

namespace eddy::tools {

// The options of the run of a seed: a function of the seed alone.
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

  SeedResult run(std::uint64_t seed, Runs runs);
  // Of a run that took its process down: how that ended, and what it wrote to standard error.
  SeedResult dead(std::uint64_t seed, const std::string& death, const std::string& told) const;

 private:
  RunJob job_of(std::uint64_t seed) const;
  workloads::SeedOutcome outcome_of(RunJob job);
  std::string difference_of(RunJob job, const workloads::SeedOutcome& first,
                            const workloads::SeedOutcome& second) const;

  Climate climate_;
  sim::NodeProgram program_;
  std::string command_;
  ArgumentWriter writer_;
  workloads::RunWatch watch_;
  bool is_repeatable_ = true;  // the last run, as far as it knows
};

// A result as one text, for another process.
std::string to_text(const SeedResult& result);
SeedResult parse_seed_result(std::string_view text);

}  // namespace eddy::tools
