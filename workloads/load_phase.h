// The load: each operation at its planned time, by its thread or the next free one of its group.
//
// If all threads of the group are busy, the operation waits for the first that becomes free. A
// thread that waits for the time of a follow-up does nothing else; what it was to do then is left
// out. Nothing begins after the load has ended.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/scenario.h"
#include "workloads/client_threads.h"

namespace eddy::workloads {

class LoadPhase {
 public:
  // All that is referred to must outlive the phase.
  LoadPhase(sim::Simulation& simulation, const Scenario& scenario, ClientThreads& threads);
  LoadPhase(const LoadPhase&) = delete;
  LoadPhase& operator=(const LoadPhase&) = delete;

  void begin();
  // Operations that wait, or follow up, never begin. What has begun may still be outstanding.
  void end();
  // To be called when an operation has ended.
  void on_end(std::size_t thread, const PlannedOperation& operation, checkers::OpType type);

  bool has_ended() const { return has_ended_; }
  // How many operations of the plan have begun.
  std::size_t begun() const { return begun_; }

 private:
  // `operation` is a place in the plan.
  void schedule(std::size_t operation);
  void dispatch(std::size_t operation);
  void begin_planned(std::size_t thread, const PlannedOperation& operation);
  void follow_up(std::size_t thread, const PlannedOperation& operation);
  void begin_waiting(std::size_t thread);

  sim::Simulation& simulation_;
  const std::vector<PlannedOperation>& operations_;
  ClientThreads& threads_;
  std::size_t thread_count_;
  std::size_t group_size_;
  sim::Time begin_;
  std::vector<std::deque<std::size_t>> waiting_;  // by group: operations that found no free thread
  std::deque<PlannedOperation> follow_ups_;       // that have come about
  std::vector<bool> follows_up_;                  // by thread: it waits to do so
  std::size_t begun_ = 0;
  bool has_ended_ = false;
};

}  // namespace eddy::workloads
