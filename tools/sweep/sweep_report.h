// What came of a sweep: for a person, and as JSON.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/workloads/search/failure_groups.h"
#include "eddy/workloads/search/lessons.h"
#include "tools/summary.h"
#include "tools/sweep/seed_range.h"

namespace eddy::tools {

// How the seeds were run that were run this time.
struct SweepCourse {
  std::uint64_t runs = 0;
  std::size_t jobs = 1;
  std::chrono::nanoseconds wall{0};
};

struct SweepReport {
  std::string workload;
  std::string program;
  SeedRange seeds;
  Shard shard;
  std::uint64_t planned = 0;  // runs of this shard
  const workloads::FailureGroups* groups = nullptr;
  const workloads::Lessons* lessons = nullptr;
  std::string command;                         // how the program was called
  bool requires_labels = false;                // a label that no run has reached is a failure
  std::vector<std::string> not_drawn = {};     // faults that its climates leave out
  bool is_of_file = false;                     // its program is one of --bin
  std::string ended_by = {};                   // "--stop-after 5"; empty: all seeds were run
  std::string stored_in = {};                  // empty: nowhere
  std::vector<std::string> goes_on_by = {};    // the commands that run the rest, one after another
  std::vector<std::string> missing = {};       // parts of the sweep that nobody has brought
  std::optional<std::uint64_t> given_up = {};  // the seed of a run that did not come to its end
  bool is_nondeterministic = false;            // two runs of a seed differed
  std::optional<SweepCourse> course = {};      // nothing: nothing was run
  std::chrono::nanoseconds wall_before{0};     // of what was run at other times
};

// Of all runs, and unknown at best where parts are missing, nothing was run, a run was given up or
// two of a seed differed; invalid, too, where labels are required and not reached.
checkers::Validity validity_of(const SweepReport& report);
// Why it is unknown at best, a sentence each.
std::vector<std::string> reservations_of(const SweepReport& report);
// The labels that are required and that no run has reached; of a sweep with missing parts nobody
// knows them.
std::vector<std::string> required_labels(const SweepReport& report);
// "880 of 1,000 seeds were not run"; empty: all were.
std::string rest_of(const SweepReport& report);
// "broadcast with broadcast-flood, seeds 0..999, shard 2 of 4".
std::string subject_of(const SweepReport& report);
// "eddy test -w … --seed 17".
std::string reproduction_of(const SweepReport& report, const workloads::SeedOutcome& outcome);
// "31 of 1,000 runs, 3.1 % (95 %: 2.2 % to 4.4 %)".
std::string frequency_of(const SweepReport& report, const workloads::FailureGroup& group);

std::string to_text(const SweepReport& report, Colour colour);

// "valid?", "seeds", "runs", "planned", "unknown", "failing", "ways-to-fail", "missing", and what
// lessons_report.h tells. No wall times.
boost::json::object results_of(const SweepReport& report);

}  // namespace eddy::tools
