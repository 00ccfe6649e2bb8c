#include "eddy/workloads/search/seed_outcome.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "eddy/workloads/search/climate_features.h"

namespace eddy::workloads {
namespace {

constexpr std::size_t kLongestText = 400;

// The gravest finding, or why the run is unknown.
std::string text_of(const Results& results) {
  if (results.validity == checkers::Validity::valid) return "";
  std::string text;
  if (!results.findings.empty()) {
    text = results.findings.front().finding.text;
  } else if (!results.evidence.empty()) {
    text = results.evidence.front();
  }
  return shortened(on_one_line(text), kLongestText);
}

std::string undecided_by(const Results& results) {
  if (results.validity != checkers::Validity::unknown) return "";
  std::string name;
  for (const auto& [checker, verdict] : results.verdicts) {
    if (verdict.validity == checkers::Validity::unknown && (name.empty() || name == kStats))
      name = checker;
  }
  return name;
}

}  // namespace

SeedOutcome outcome_of(const Experiment& experiment, std::string arguments,
                       const RunWatch::Seen& seen) {
  const Options& options = experiment.scenario.options;
  return {.seed = options.run.seed,
          .validity = experiment.results.validity,
          .fingerprint = experiment.run.fingerprint,
          .events = experiment.run.events,
          .virtual_time = sim::nanoseconds(experiment.run.end),
          .features = features_of(options),
          .arguments = std::move(arguments),
          .way_to_fail = experiment.results.way_to_fail(),
          .undecided_by = undecided_by(experiment.results),
          .text = text_of(experiment.results),
          .behaviours = kept(seen.behaviours),
          .vacuity = seen.vacuity,
          .labels = experiment.run.labels};
}

}  // namespace eddy::workloads
