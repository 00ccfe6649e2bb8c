// How a run ended, as much of it as a search needs to know.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/same_failure.h"
#include "eddy/checkers/verdict.h"
#include "eddy/workloads/experiment.h"

namespace eddy::workloads {

// The "checker" of a run that took its process down; the kind of that says how: "signal SIGSEGV".
inline constexpr std::string_view kOfProcess = "process";

// Is what that checker finds where it happened: a failure of a node, a broken invariant, the end of
// the process?
bool ends_the_run(std::string_view checker);

struct Ending {
  checkers::Validity validity = checkers::Validity::valid;
  // Those of its findings that something was there to be judged by: the gravest first, each once.
  std::vector<checkers::WayToFail> ways = {};
  std::string text = {};                       // of the gravest, in one line
  std::vector<std::uint64_t> operations = {};  // of the load, that the gravest names: their ids
  // Does the gravest finding rest on what was asked after the load, or say of nothing what it rests
  // on?
  bool needs_final = false;
  bool needs_recovery = false;
  bool is_bounded = false;         // a bound ended it
  std::size_t unmet_branches = 0;  // of the run's name, whose events did not come
  std::uint64_t fingerprint = 0;
  std::uint64_t events = 0;
  std::uint64_t told = 0;  // events, sendings included: the lines of a trace

  friend bool operator==(const Ending&, const Ending&) = default;
};

Ending ending_of(const Experiment& experiment);

// The failure that a search follows: that of a failing run.
class Pursuit {
 public:
  // REQUIRES: the run has a way to fail.
  explicit Pursuit(const Ending& original);

  // The gravest finding is of the same checker, and of a kind that the run itself had.
  bool is_met_by(const Ending& ending) const;
  // It fails in a way that the run itself did not have, of whatever checker.
  bool is_another(const Ending& ending) const;

 private:
  std::vector<checkers::WayToFail> ways_;
};

}  // namespace eddy::workloads
