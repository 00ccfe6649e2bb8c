#include "eddy/workloads/plan.h"

#include <algorithm>

#include "eddy/sim/random.h"
#include "workloads/recovery.h"

namespace eddy::workloads {

using sim::draw;
using sim::Purpose;

Scenario plan(const Options& options, const Planner& planner) {
  Scenario scenario;
  scenario.options = options;
  scenario.clients = {options.clients(), planner.group_size(options),
                      planner.client_timeout(options)};
  scenario.quiet = options.recovery_time();
  const std::size_t threads = scenario.clients.count;
  const auto generator = planner.generator(options);
  if (options.plan.rate > 0 && threads > 0) {
    constexpr double kSecond = 1e9;
    constexpr double kLongestGap = 1e17;  // more than any run lasts, and far from overflow
    const sim::Duration mean_gap(
        static_cast<sim::Duration::rep>(std::min(kSecond / options.plan.rate, kLongestGap)));
    sim::Time at{};
    for (std::uint64_t k = 0;; ++k) {
      at += sim::uniform(draw(options.run.seed, Purpose::operation_time, k), mean_gap);
      if (at.time_since_epoch() >= options.run.time_limit) break;
      const auto thread = static_cast<std::uint32_t>(
          sim::below(draw(options.run.seed, Purpose::operation_process, k), threads));
      Step step =
          generator->next({draw(options.run.seed, Purpose::operation_choice, k), thread, k});
      scenario.operations.push_back(
          {at, thread, std::move(step.f), std::move(step.value), std::move(step.then), k});
    }
  }
  scenario.faults = plan_faults(options.run.seed, options.plan.nemesis, options.run.node_count,
                                options.run.time_limit);
  if (options.run.network.fault_services) part_services(scenario.faults, options.run.seed);
  if (!scenario.faults.empty() || !options.run.network.loss.never() ||
      !options.run.network.duplicate.never()) {
    scenario.recovery_operations = plan_recovery(options, scenario.clients, *generator);
  }
  std::uint64_t number = 0;
  for (Step& step : generator->final_steps()) {
    scenario.final_operations.push_back(
        {{}, 0, std::move(step.f), std::move(step.value), {}, number++});
  }
  return scenario;
}

}  // namespace eddy::workloads
