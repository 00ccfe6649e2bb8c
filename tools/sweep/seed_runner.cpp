#include "tools/sweep/seed_runner.h"

#include <fmt/format.h>

#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/workloads/search/climate_features.h"
#include "eddy/workloads/search/ending.h"
#include "tools/difference_text.h"
#include "tools/last_words.h"
#include "tools/results_json.h"
#include "tools/sweep/seed_line.h"

namespace eddy::tools {

using workloads::SeedOutcome;

Climate plain_climate(workloads::Options options) {
  return [options = std::move(options)](std::uint64_t seed) {
    workloads::Options of_seed = options;
    of_seed.run.seed = seed;
    return of_seed;
  };
}

SeedRunner::SeedRunner(const workloads::Options& options, Climate climate, sim::NodeProgram program,
                       std::string command)
    : climate_(std::move(climate)),
      program_(std::move(program)),
      command_(std::move(command)),
      writer_(options.plan.workload) {}

RunJob SeedRunner::job_of(std::uint64_t seed) const {
  workloads::Options options = climate_(seed);
  std::string reproduce = fmt::format("{} test{}", command_, writer_.arguments_of(options));
  return {std::move(options), program_, std::move(reproduce), {}, false, {}};
}

SeedOutcome SeedRunner::outcome_of(RunJob job) {
  job.observer = &watch_;
  const auto outcome = run_one(job);
  ensure(outcome.has_value(), "nobody has asked the run to stop");
  const auto& experiment = outcome->experiment;
  is_repeatable_ = experiment.run.unrepeatable.empty();
  return workloads::outcome_of(experiment, job.reproduce.substr(command_.size() + 1),
                               watch_.take(experiment.scenario, experiment.run));
}

// Where they differ is only seen when the events of two more runs are compared.
std::string SeedRunner::difference_of(RunJob job, const SeedOutcome& first,
                                      const SeedOutcome& second) const {
  job.verify = true;
  const auto verified = run_one(job);
  ensure(verified.has_value(), "nobody has asked the run to stop");
  const auto difference = verified->difference.value_or(
      workloads::Difference{std::nullopt, to_line(first), to_line(second)});
  return to_text(difference, fmt::format("seed {}", first.seed)) +
         fmt::format("reproduce     {} test --verify{}\n", command_,
                     writer_.arguments_of(job.options));
}

SeedResult SeedRunner::run(std::uint64_t seed, Runs runs) {
  RunJob job = job_of(seed);
  SeedOutcome outcome = outcome_of(job);
  std::string difference;
  if (runs == Runs::twice) {
    const SeedOutcome again = outcome_of(job);
    if (again != outcome && is_repeatable_)
      difference = difference_of(std::move(job), outcome, again);
  }
  std::string line = to_line(outcome) + '\n';
  return {std::move(outcome), std::move(line), std::move(difference)};
}

SeedResult SeedRunner::dead(std::uint64_t seed, const std::string& death,
                            const std::string& told) const {
  const RunJob job = job_of(seed);
  SeedOutcome outcome{.seed = seed,
                      .validity = checkers::Validity::invalid,
                      .features = workloads::features_of(job.options),
                      .arguments = job.reproduce.substr(command_.size() + 1),
                      .way_to_fail = checkers::WayToFail{std::string(workloads::kOfProcess), death},
                      .text = last_words(told, death)};
  std::string line = to_line(outcome) + '\n';
  return {std::move(outcome), std::move(line), {}};
}

std::string to_text(const SeedResult& result) { return result.line + result.difference; }

SeedResult parse_seed_result(std::string_view text) {
  const std::size_t end = text.find('\n');
  ensure(end != text.npos, "a result begins with its line");
  return {parse_seed_line(text.substr(0, end)), std::string(text.substr(0, end + 1)),
          std::string(text.substr(end + 1))};
}

}  // namespace eddy::tools
