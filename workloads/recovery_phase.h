// The recovery phase of a run (recovery.h): the operations of one time begin together, each in its
// thread; one whose thread is busy is left out.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"
#include "workloads/client_threads.h"
#include "workloads/history_writer.h"

namespace eddy::workloads {

class RecoveryPhase {
 public:
  // Calls `over` when all operations have had their time and none is outstanding, of the load
  // neither. Where they begin is noted in `aftermath`. All that is referred to must outlive the
  // phase.
  RecoveryPhase(sim::Simulation& simulation, const std::vector<PlannedOperation>& operations,
                ClientThreads& threads, const HistoryWriter& history, Aftermath& aftermath,
                std::function<void()> over)
      : simulation_(simulation),
        operations_(operations),
        threads_(threads),
        history_(history),
        aftermath_(aftermath),
        over_(std::move(over)) {}
  RecoveryPhase(const RecoveryPhase&) = delete;
  RecoveryPhase& operator=(const RecoveryPhase&) = delete;

  // There must be operations.
  void begin();
  // To be called when an operation has ended.
  void on_end();

 private:
  // `first` is the place in the plan of the first operation of its time.
  void schedule(std::size_t first);
  void begin_round(std::size_t first);

  sim::Simulation& simulation_;
  const std::vector<PlannedOperation>& operations_;
  ClientThreads& threads_;
  const HistoryWriter& history_;
  Aftermath& aftermath_;
  std::function<void()> over_;
  sim::Time begin_;
  std::size_t due_ = 0;  // operations that have had their time
};

}  // namespace eddy::workloads
