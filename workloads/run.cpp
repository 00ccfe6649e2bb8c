#include "eddy/workloads/run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/workloads/client_program.h"
#include "eddy/workloads/scenario.h"
#include "workloads/phases.h"

namespace eddy::workloads {

namespace {

// Whoever is not done then never will be.
sim::Duration longest(const Scenario& scenario) {
  constexpr sim::Duration kGrace = std::chrono::hours(1);
  // One after another: to start, and for the last answers. So many at most that no sum overflows.
  constexpr std::size_t kWaits = 20;
  constexpr std::size_t kMostWaits = 1'000;
  const std::size_t waits = std::min(kWaits + 2 * scenario.final_operations.size(), kMostWaits);
  sim::Duration recovery{0};
  for (const PlannedOperation& operation : scenario.recovery_operations)
    recovery = std::max(recovery, operation.at.time_since_epoch());
  const RunOptions& options = scenario.options.run;
  return options.time_limit + recovery + scenario.quiet + kGrace +
         static_cast<sim::Duration::rep>(waits) *
             (scenario.clients.timeout + options.network.latency.mean + options.network.hop);
}

}  // namespace

std::unique_ptr<sim::Simulation> make_simulation(const Scenario& scenario,
                                                 const sim::NodeProgram& program) {
  ensure(program.make != nullptr, "the program can be made");
  const RunOptions& options = scenario.options.run;
  sim::Limits limits = options.limits;
  limits.virtual_time = sim::Time(longest(scenario));
  auto simulation = std::make_unique<sim::Simulation>(
      sim::SimulationOptions{options.seed, options.network, limits, options.down_backlog,
                             options.chances, options.timer_slack, options.branches});
  simulation->add_nodes(options.node_count, program.make);
  simulation->add_services(program.services, options.services);
  if (program.invariants) {
    for (sim::ClusterInvariant& invariant : program.invariants())
      simulation->keep(std::move(invariant));
  }
  simulation->except(scenario.exceptions);
  return simulation;
}

void note_nodes(checkers::History& history, const Seating& seating) {
  for (checkers::Op& op : history.ops) {
    if (op.is_client()) op.node = static_cast<std::int32_t>(seating.node_of(op.process).index());
  }
}

namespace {

void add(Run& run, Inspection inspection) {
  for (checkers::Op& event : inspection.events) {
    event.index = static_cast<std::int64_t>(run.history.ops.size());
    event.time = sim::nanoseconds(run.end);
    run.history.ops.push_back(std::move(event));
  }
  run.failures.insert(run.failures.end(), inspection.failures.begin(), inspection.failures.end());
}

// One a reason, with the nodes that it is true of.
std::vector<std::string> sentences_of(const std::vector<sim::Unrepeatable>& told) {
  std::vector<std::string> sentences;
  std::set<std::string_view> seen;
  for (const sim::Unrepeatable& first : told) {
    if (!seen.insert(first.why).second) continue;
    std::vector<std::string> nodes;
    for (const sim::Unrepeatable& other : told) {
      if (other.why == first.why) nodes.push_back(other.node.name());
    }
    sentences.push_back(fmt::format("{}: {}", fmt::join(nodes, ", "), first.why));
  }
  return sentences;
}

}  // namespace

Run run(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program,
        const Progress& progress, const std::stop_token& stop) {
  ensure(simulation.events() == 0, "the simulation is new");
  ensure(
      simulation.nodes().size() == scenario.options.run.node_count && !simulation.nodes().empty(),
      "the simulation has the nodes of the scenario");
  constexpr std::uint64_t kEventsBetweenReports = 1U << 16U;
  Phases phases(simulation, scenario, program);
  phases.begin();
  const std::size_t most_bytes = scenario.options.run.limits.body_bytes;
  const auto is_full = [&] { return phases.history_bytes() > most_bytes; };
  while (!phases.is_done() && !is_full() && simulation.step(sim::Time::max())) {
    const bool is_paced = simulation.is_paced();  // then it takes time, whatever it does
    if (!is_paced && simulation.events() % kEventsBetweenReports != 0) continue;
    if (progress) progress(simulation.now(), simulation.events());
    if (stop.stop_requested()) break;
  }
  Run run;
  run.options = scenario.options.run;
  run.interrupted = !phases.is_done() && stop.stop_requested();
  run.stopped = simulation.stopped();
  run.given_up = simulation.given_up();
  run.unrepeatable = sentences_of(simulation.unrepeatable());
  const bool is_too_long = is_full();
  phases.give(run);
  run.breach = simulation.breach();
  run.labels = simulation.labels();
  if (!phases.is_done() && !run.is_cut_short() && !run.breach) {
    if (is_too_long) {
      run.stopped = sim::BoundReached{"bytes of the history", most_bytes, {}, simulation.now()};
    } else {
      run.setup_failures.insert(run.setup_failures.begin(),
                                "nothing is left to happen, but operations are outstanding");
    }
  }
  run.fingerprint = simulation.fingerprint();
  run.events = simulation.events();
  run.end = simulation.now();
  run.spread = simulation.spread().values();
  run.learned = simulation.spread().learned();
  run.failures = simulation.failures();
  run.unmet_exceptions = simulation.unmet_exceptions();
  run.unmet_branches = simulation.branches_ahead();
  run.told = simulation.told();
  add(run, program.inspect(simulation, run.history));
  return run;
}

std::vector<PlannedFault> faults_that_never_came(const Scenario& scenario, const Run& run) {
  std::vector<PlannedFault> missing;
  for (const PlannedFault& fault : scenario.faults) {
    const bool came = std::any_of(run.faults.begin(), run.faults.end(),
                                  [&](const auto& active) { return active.id == fault.id; });
    if (fault.trigger && !came) missing.push_back(fault);
  }
  return missing;
}

}  // namespace eddy::workloads
