// plan, run and check in one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/checkers/same_failure.h"
#include "eddy/checkers/verdict.h"
#include "eddy/sim/node_program.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/workload.h"

namespace eddy::workloads {

// The verdicts on one run, by the name under which they go into results.json.
struct Results {
  checkers::Validity validity = checkers::Validity::valid;
  std::vector<std::pair<std::string, checkers::Verdict>> verdicts;
  // Of all verdicts that are invalid, in their order, the gravest of each first. Empty unless the
  // run is failing (eddy/checkers/same_failure.h).
  std::vector<checkers::ReportedFinding> findings;
  std::vector<std::string> evidence;      // of all, the gravest verdicts first
  std::vector<checkers::Figure> figures;  // of all

  // Nothing if the run is not failing.
  std::optional<checkers::WayToFail> way_to_fail() const;

  // Null when there is no figure of that name.
  const checkers::Figure* figure(std::string_view name) const;
};

// Judges a run: by the workload's checker, stats, availability, net, the failures of nodes, the
// bounds and the expectations. A run that did not get under way, or that a bound ended, is unknown
// whatever else is found: nobody knows what the rest would have shown. Throws BadInput for an
// expectation on a figure that is not reported.
Results check(const Run& run, const Workload& workload, const Options& options);

struct Experiment {
  Scenario scenario;
  Run run;
  Results results;
  std::string reproduce = {};  // as in Onlookers
};

// Who else wants to know of the run. All may be left out.
struct Onlookers {
  sim::Observer* observer = nullptr;  // told of every event
  sim::LogSink* log_sink = nullptr;   // given what the nodes log
  sim::Pace* pace = nullptr;          // that the run keeps
  Progress progress;
  std::stop_token stop;  // ends the run, which is not judged then
  std::string reproduce =
      {};  // the line that gives the same run, told if it takes the process down
  std::function<void()> judging;  // called when the run has ended, before it is judged
};

Experiment experiment(const Options& options, const Workload& workload,
                      const sim::NodeProgram& program, const Onlookers& onlookers = {});

// Runs and checks a scenario that is there already.
Experiment experiment(Scenario scenario, const Workload& workload, const sim::NodeProgram& program,
                      const Onlookers& onlookers = {});

// What two runs of one scenario differ in first.
struct Difference {
  std::optional<std::size_t> event;  // its place among the events, from 0; nothing: not known
  std::string first;                 // what happened there in the first run, and in the second
  std::string second;
};

// Told now and then how far the runs of verify() have come; the first one is run 1.
using ReplayProgress = std::function<void(std::size_t replay, sim::Time now, std::uint64_t events)>;

// Runs the scenario of an experiment twice more and compares: these two runs event by event, and
// their fingerprint with the experiment's. Nothing: all three are equal. Of an experiment that a
// bound has ended only the fingerprint is compared. Nothing, too, where `stop` ended a run.
std::optional<Difference> verify(const Experiment& experiment, const Workload& workload,
                                 const sim::NodeProgram& program,
                                 const ReplayProgress& progress = {},
                                 const std::stop_token& stop = {});

}  // namespace eddy::workloads
