#include "tools/sweep/seed_runner.h"

#include <fmt/format.h>

#include <utility>

#include "tools/difference_text.h"
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

std::optional<SeedOutcome> SeedRunner::outcome_of(const RunJob& job,
                                                  const std::stop_token& stop) const {
  const auto outcome = run_one(job, {{}, stop});
  if (!outcome) return std::nullopt;
  return workloads::outcome_of(outcome->experiment, job.reproduce.substr(command_.size() + 1));
}

// Where they differ is only seen when the events of two more runs are compared.
std::string SeedRunner::difference_of(RunJob job, const SeedOutcome& first,
                                      const SeedOutcome& second,
                                      const std::stop_token& stop) const {
  job.verify = true;
  const auto verified = run_one(job, {{}, stop});
  if (!verified) return "";
  const auto difference = verified->difference.value_or(
      workloads::Difference{std::nullopt, to_line(first), to_line(second)});
  return to_text(difference, fmt::format("seed {}", first.seed)) +
         fmt::format("reproduce     {} --verify\n", job.reproduce);
}

std::optional<SeedResult> SeedRunner::run(std::uint64_t seed, Runs runs,
                                          const std::stop_token& stop) const {
  RunJob job = job_of(seed);
  auto outcome = outcome_of(job, stop);
  if (!outcome) return std::nullopt;
  std::string difference;
  if (runs == Runs::twice) {
    const auto again = outcome_of(job, stop);
    if (!again) return std::nullopt;
    if (*again != *outcome) {
      difference = difference_of(std::move(job), *outcome, *again, stop);
      if (difference.empty()) return std::nullopt;
    }
  }
  std::string line = to_line(*outcome) + '\n';
  return SeedResult{std::move(*outcome), std::move(line), std::move(difference)};
}

}  // namespace eddy::tools
