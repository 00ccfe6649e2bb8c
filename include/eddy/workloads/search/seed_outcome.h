// What a sweep keeps of the run of one seed: as much as its report needs, whatever the run was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/same_failure.h"
#include "eddy/checkers/verdict.h"
#include "eddy/sim/labels.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/search/run_watch.h"
#include "eddy/workloads/search/vacuity.h"

namespace eddy::workloads {

inline constexpr std::string_view kStats = "stats";

struct SeedOutcome {
  std::uint64_t seed = 0;
  checkers::Validity validity = checkers::Validity::valid;
  std::uint64_t fingerprint = 0;
  std::uint64_t events = 0;
  std::int64_t virtual_time = 0;           // when the run ended, in ns
  std::vector<std::string> features = {};  // of its climate (climate_features.h)
  std::string arguments = {};              // of `eddy`, that give the same run
  // Nothing of a run that is not failing.
  std::optional<checkers::WayToFail> way_to_fail = {};
  // Of an unknown run, the checker that cannot tell; `stats`, which wants more tries, only where all
  // others can.
  std::string undecided_by = {};
  // What is wrong, in one line for people; of a valid run empty.
  std::string text = {};
  // What it did (behaviours.h), each once, sorted; as many bits as a sweep keeps.
  std::vector<std::uint64_t> behaviours = {};
  Vacuity vacuity = {};
  sim::Labels labels = {};  // that its programs looked for

  friend bool operator==(const SeedOutcome&, const SeedOutcome&) = default;
};

// `arguments` as above. `seen`: of a watch that observed the run.
SeedOutcome outcome_of(const Experiment& experiment, std::string arguments,
                       const RunWatch::Seen& seen = {});

}  // namespace eddy::workloads
