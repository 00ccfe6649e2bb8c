// The final phase of a run: each thread does all final operations, in order. The workload may ask
// for another round a second later (ClientProgram::has_settled), for a minute and as often as the
// scenario says at most; only the last round is marked as final.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/client_program.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"
#include "workloads/client_threads.h"
#include "workloads/history_writer.h"

namespace eddy::workloads {

class FinalPhase {
 public:
  // The first `thread_count` threads take part. Calls `over` when the last round has ended. Where
  // the rounds begin is noted in `aftermath`. All that is referred to must outlive the phase.
  FinalPhase(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program,
             ClientThreads& threads, std::size_t thread_count, HistoryWriter& history,
             Aftermath& aftermath, std::function<void()> over);
  FinalPhase(const FinalPhase&) = delete;
  FinalPhase& operator=(const FinalPhase&) = delete;

  // There must be operations.
  void begin();
  // To be called when an operation has ended.
  void on_end(std::size_t thread, const PlannedOperation& operation);

  static constexpr sim::Duration kBetweenRounds = std::chrono::seconds(1);

 private:
  static constexpr sim::Duration kAllRounds = std::chrono::minutes(1);

  void begin_round();
  void begin_operation(std::size_t thread, const PlannedOperation& operation);
  void end_round();

  sim::Simulation& simulation_;
  const std::vector<PlannedOperation>& operations_;
  std::size_t most_rounds_;
  std::size_t rounds_ = 0;  // that have ended
  const ClientProgram& program_;
  ClientThreads& threads_;
  HistoryWriter& history_;
  Aftermath& aftermath_;
  std::function<void()> over_;
  std::vector<std::size_t> next_;     // by thread: the place of the operation that it does
  std::vector<std::uint32_t> begun_;  // by thread and operation: how often so far
  std::size_t pausing_ = 0;           // threads that wait to do their operation once more
  sim::Time first_round_;
  sim::Time round_;
};

}  // namespace eddy::workloads
