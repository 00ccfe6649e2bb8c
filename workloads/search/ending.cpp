#include "eddy/workloads/search/ending.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "eddy/base/ensure.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

using checkers::ReportedFinding;
using checkers::WayToFail;

bool has(const std::vector<WayToFail>& ways, const WayToFail& way) {
  return std::find(ways.begin(), ways.end(), way) != ways.end();
}

// That there was nothing to judge is no failure to follow; and a criterion on a number says nothing
// of a run in which nobody asked for anything.
bool is_vacuous(const ReportedFinding& reported, const Run& run) {
  if (reported.finding.kind == "empty-transaction-graph") return true;
  return (reported.checker == "expectations" || reported.checker == "availability") &&
         run.invocations.empty();
}

void look_into(Ending& ending, const ReportedFinding& gravest, const Run& run) {
  ending.text = on_one_line(gravest.finding.text);
  for (const std::int64_t index : gravest.finding.operations) {
    const Invocation* invocation = invocation_at(run, index);
    if (invocation == nullptr) continue;
    if (invocation->phase == Phase::load) ending.operations.push_back(invocation->operation);
    ending.needs_final |= invocation->phase == Phase::last;
    ending.needs_recovery |= invocation->phase == Phase::recovery;
  }
  std::sort(ending.operations.begin(), ending.operations.end());
  ending.operations.erase(std::unique(ending.operations.begin(), ending.operations.end()),
                          ending.operations.end());
  const bool is_at_once = ends_the_run(gravest.checker);
  if (gravest.finding.operations.empty() && !is_at_once) ending.needs_final = true;
  if (gravest.checker == "convergence") ending.needs_final = true;
  if (gravest.checker == "recovery") ending.needs_recovery = true;
  if (!is_at_once) return;
  // It happened where it happened, also when nothing but time was left.
  const auto at = gravest.checker == "nodes" && !run.failures.empty() ? run.failures.front().at
                  : run.breach                                        ? run.breach->at
                                                                      : sim::Time{};
  ending.needs_final = ending.needs_recovery =
      run.aftermath.healed != sim::Time{} && at > run.aftermath.healed;
}

}  // namespace

bool ends_the_run(std::string_view checker) {
  return checker == "nodes" || checker == "invariants" || checker == kOfProcess;
}

Ending ending_of(const Experiment& experiment) {
  const Run& run = experiment.run;
  const Results& results = experiment.results;
  Ending ending{.validity = results.validity,
                .is_bounded = run.is_cut_short(),
                .unmet_branches = run.unmet_branches,
                .fingerprint = run.fingerprint,
                .events = run.events,
                .told = run.told};
  if (!checkers::is_failing(results.validity)) return ending;
  const ReportedFinding* gravest = nullptr;
  for (const ReportedFinding& reported : results.findings) {
    if (is_vacuous(reported, run)) continue;
    if (gravest == nullptr) gravest = &reported;
    const WayToFail way{reported.checker, reported.finding.kind};
    if (!has(ending.ways, way)) ending.ways.push_back(way);
  }
  if (gravest != nullptr) look_into(ending, *gravest, run);
  return ending;
}

Pursuit::Pursuit(const Ending& original) : ways_(original.ways) {
  ensure(!ways_.empty(), "a failing run is followed");
}

bool Pursuit::is_met_by(const Ending& ending) const {
  if (ending.ways.empty()) return false;
  const WayToFail& gravest = ending.ways.front();
  return gravest.checker == ways_.front().checker && has(ways_, gravest);
}

bool Pursuit::is_another(const Ending& ending) const {
  return !ending.ways.empty() && !has(ways_, ending.ways.front());
}

}  // namespace eddy::workloads
