#include "eddy/workloads/plan.h"

#include <algorithm>

#include "eddy/sim/random.h"
#include "workloads/recovery.h"

namespace eddy::workloads {

using sim::draw;
using sim::Purpose;

namespace {

// Only the core is asked.
void leave_out_others(Scenario& scenario) {
  if (scenario.core.empty()) return;
  std::erase_if(scenario.recovery_operations, [&](const PlannedOperation& operation) {
    const std::size_t node = operation.thread % scenario.options.run.node_count;
    return std::find(scenario.core.begin(), scenario.core.end(),
                     sim::NodeId::node(static_cast<std::uint32_t>(node))) == scenario.core.end();
  });
}

}  // namespace

Scenario plan(const Options& options, const Planner& planner, const PlanRedraws& redraws) {
  Scenario scenario;
  scenario.options = options;
  scenario.clients = {options.clients(), planner.group_size(options),
                      planner.client_timeout(options)};
  scenario.quiet = options.recovery_time();
  const std::size_t threads = scenario.clients.count;
  const std::uint64_t seed = options.run.seed;
  const auto generator = planner.generator(options);
  if (options.plan.rate > 0 && threads > 0) {
    constexpr double kSecond = 1e9;
    constexpr double kLongestGap = 1e17;  // more than any run lasts, and far from overflow
    const sim::Duration mean_gap(
        static_cast<sim::Duration::rep>(std::min(kSecond / options.plan.rate, kLongestGap)));
    sim::Time at{};
    for (std::uint64_t k = 0;; ++k) {
      at += redraws.operations.gap(seed, at, mean_gap, [k](std::uint64_t key) {
        return draw(key, Purpose::operation_time, k);
      });
      if (at.time_since_epoch() >= options.run.time_limit) break;
      const std::uint64_t key = redraws.operations.key_at(seed, at);
      const auto thread =
          static_cast<std::uint32_t>(sim::below(draw(key, Purpose::operation_process, k), threads));
      Step step = generator->next({draw(key, Purpose::operation_choice, k), thread, k});
      scenario.operations.push_back(
          {at, thread, std::move(step.f), std::move(step.value), std::move(step.then), k});
    }
  }
  scenario.faults = plan_faults(options.run.seed, options.plan.nemesis, options.run.node_count,
                                options.run.time_limit, redraws.faults);
  if (options.run.network.fault_services)
    part_services(scenario.faults, options.run.seed, redraws.faults);
  const bool has_core = options.plan.liveness == Liveness::core;
  if (has_core) {
    const auto first_id = static_cast<std::uint32_t>(scenario.faults.size());
    Core core = plan_core(options.run.seed, options.plan.nemesis, options.run.node_count,
                          sim::Time(options.run.time_limit), first_id);
    scenario.core = std::move(core.nodes);
    scenario.lasting_faults = std::move(core.faults);
  }
  if (has_core || !scenario.faults.empty() || !options.run.network.loss.never() ||
      !options.run.network.duplicate.never()) {
    scenario.recovery_operations = plan_recovery(options, scenario.clients, *generator);
    leave_out_others(scenario);
  }
  // Nobody knows what those that stay broken have kept to themselves.
  if (has_core) return scenario;
  std::uint64_t number = 0;
  for (Step& step : generator->final_steps()) {
    scenario.final_operations.push_back(
        {{}, 0, std::move(step.f), std::move(step.value), {}, number++});
  }
  return scenario;
}

}  // namespace eddy::workloads
