#include "eddy/workloads/judge.h"

#include "workloads/surroundings.h"

namespace eddy::workloads {

checkers::ConvergenceOptions convergence_options(const Run& run, const Criteria& criteria) {
  const auto& network = run.options.network;
  checkers::ConvergenceOptions own;
  own.rounds.begins = run.aftermath.rounds;
  own.rounds.healed = sim::nanoseconds(run.aftermath.healed);
  own.rounds.in_time_until =
      sim::nanoseconds(run.aftermath.healed + criteria.recovery_time(network));
  const bool had_faults =
      !run.faults.empty() || !network.loss.never() || !network.duplicate.never();
  own.rounds.occasion = had_faults ? "the faults were healed" : "the load ended";
  own.surroundings = surroundings_of(run);
  return own;
}

}  // namespace eddy::workloads
