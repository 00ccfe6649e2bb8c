// Takes a run through its phases.
//
//   setup     every node is made ready (setup.h)
//   load      the planned operations, and the planned faults (load_phase.h, fault_schedule.h),
//             until the time limit. Then all faults are healed, and the network's loss and
//             duplication end
//   recovery  operations to every node (recovery_phase.h). Without any, the nodes are left alone
//             for Scenario::quiet once no operation of the load is outstanding
//   last      the final operations (final_phase.h), if there are any. Nodes that no thread of the
//             load talks to get a thread of their own
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/client_program.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"
#include "workloads/client_threads.h"
#include "workloads/fault_schedule.h"
#include "workloads/final_phase.h"
#include "workloads/history_writer.h"
#include "workloads/load_phase.h"
#include "workloads/recovery_phase.h"
#include "workloads/setup.h"

namespace eddy::workloads {

class Phases {
 public:
  // All that is referred to must outlive the phases.
  Phases(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program);
  Phases(const Phases&) = delete;
  Phases& operator=(const Phases&) = delete;

  void begin();
  bool is_done() const { return is_done_; }
  std::size_t history_bytes() const { return history_.bytes(); }
  // What clients and nemesis did is moved into the run.
  void give(Run& run);

 private:
  void begin_load();
  void end_load();
  void on_end(std::size_t thread, const PlannedOperation& operation, checkers::OpType type);
  // The final phase begins after the pause; if there is none, the run is done.
  void go_on_after(sim::Duration pause);
  // Of the recovery phase, so far.
  sim::Traffic recovery_traffic() const;

  sim::Simulation& simulation_;
  const Scenario& scenario_;
  std::size_t final_threads_;  // that take part in the final phase: those of the load come first
  Aftermath aftermath_;
  HistoryWriter history_;
  ClientThreads threads_;
  Setup setup_;
  FaultSchedule faults_;
  LoadPhase load_;
  RecoveryPhase recovery_;
  FinalPhase final_;
  Phase phase_ = Phase::load;
  sim::Traffic before_recovery_;
  std::optional<sim::Traffic> after_recovery_;
  bool is_done_ = false;
};

}  // namespace eddy::workloads
