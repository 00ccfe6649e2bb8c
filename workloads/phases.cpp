#include "workloads/phases.h"

#include <algorithm>
#include <cstdint>

namespace eddy::workloads {
namespace {

std::size_t count_final_threads(const Scenario& scenario) {
  return std::max(scenario.clients.count, scenario.options.run.node_count);
}

// Threads of the final phase and of the recovery alone count as well, so that no process has the
// number of another one's successor.
Seating seating_of(const Scenario& scenario) {
  std::size_t threads = count_final_threads(scenario);
  for (const PlannedOperation& operation : scenario.recovery_operations) {
    threads = std::max<std::size_t>(threads, operation.thread + std::size_t{1});
  }
  return {threads, scenario.options.run.node_count};
}

}  // namespace

Phases::Phases(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program)
    : simulation_(simulation),
      scenario_(scenario),
      final_threads_(count_final_threads(scenario)),
      history_(simulation, seating_of(scenario)),
      threads_(simulation, program, scenario.clients.timeout, history_,
               [this](std::size_t thread, const PlannedOperation& operation,
                      checkers::OpType type) { on_end(thread, operation, type); }),
      setup_(simulation, scenario.options.run, program, threads_.host(0)),
      faults_(simulation, scenario.faults, scenario.lasting_faults, history_),
      load_(simulation, scenario, threads_),
      recovery_(simulation, scenario.recovery_operations, threads_, history_, aftermath_,
                [this] { go_on_after(FinalPhase::kBetweenRounds); }),
      final_(simulation, scenario, program, threads_, final_threads_, history_, aftermath_,
             [this] { is_done_ = true; }) {
  history_.reserve(scenario.operations.size());
}

void Phases::begin() {
  setup_.begin([this] {
    if (setup_.failures().empty()) {
      begin_load();
    } else {
      is_done_ = true;
    }
  });
}

void Phases::begin_load() {
  simulation_.happen(sim::PhaseBegan{Phase::load}, [this] {
    const sim::Time now = simulation_.now();
    const sim::Time end = now + scenario_.options.run.time_limit;
    simulation_.on_restart([this](sim::NodeId node) { setup_.begin_again(node); });
    faults_.begin(now, end);
    simulation_.at(end, [this] { end_load(); });
    load_.begin();
  });
}

void Phases::end_load() {
  load_.end();
  simulation_.calm();
  aftermath_.healed = simulation_.now();
  faults_.begin_lasting();
  simulation_.happen(sim::PhaseBegan{Phase::recovery}, [this] {
    if (!scenario_.recovery_operations.empty()) {
      phase_ = Phase::recovery;
      before_recovery_ = simulation_.traffic();
      recovery_.begin();
    } else if (threads_.outstanding() == 0) {
      go_on_after(scenario_.quiet);
    }
  });
}

void Phases::on_end(std::size_t thread, const PlannedOperation& operation, checkers::OpType type) {
  switch (phase_) {
    case Phase::setup:
      break;
    case Phase::load:
      load_.on_end(thread, operation, type);
      if (load_.has_ended() && threads_.outstanding() == 0) go_on_after(scenario_.quiet);
      break;
    case Phase::recovery:
      recovery_.on_end();
      break;
    case Phase::last:
      final_.on_end(thread, operation);
      break;
  }
}

void Phases::go_on_after(sim::Duration pause) {
  if (scenario_.final_operations.empty()) {
    is_done_ = true;
    return;
  }
  simulation_.at(simulation_.now() + pause, [this] {
    after_recovery_ = simulation_.traffic();  // with what the last operations still caused
    phase_ = Phase::last;
    simulation_.happen(sim::PhaseBegan{phase_}, [this] { final_.begin(); });
  });
}

sim::Traffic Phases::recovery_traffic() const {
  if (!aftermath_.recovery_begins) return {};
  return after_recovery_.value_or(simulation_.traffic()) - before_recovery_;
}

void Phases::give(Run& run) {
  history_.give(run);
  run.planned = scenario_.operations.size();
  run.begun = load_.begun();
  run.aftermath = aftermath_;
  run.setup_failures = setup_.failures();
  run.traffic = simulation_.traffic() - recovery_traffic();
  run.core = scenario_.core;
  run.faults = faults_.active_until(simulation_.now());
}

}  // namespace eddy::workloads
