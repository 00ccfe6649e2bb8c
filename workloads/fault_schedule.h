// Begins and ends the planned faults of a run at their times, and notes both in the history.
#pragma once

#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/nemesis.h"
#include "eddy/workloads/run.h"
#include "workloads/history_writer.h"

namespace eddy::workloads {

class FaultSchedule {
 public:
  // All that is referred to must outlive the schedule.
  FaultSchedule(sim::Simulation& simulation, const std::vector<PlannedFault>& faults,
                HistoryWriter& history)
      : simulation_(simulation), faults_(faults), history_(history) {}
  FaultSchedule(const FaultSchedule&) = delete;
  FaultSchedule& operator=(const FaultSchedule&) = delete;

  // The times of the plan count from this one.
  void begin(sim::Time load_begin);
  // The faults that came about, by begin. One that has not ended is said to end at `now`.
  std::vector<ActiveFault> active_until(sim::Time now) const;

 private:
  void start(const PlannedFault& fault);
  void stop(const PlannedFault& fault, std::size_t place);

  sim::Simulation& simulation_;
  const std::vector<PlannedFault>& faults_;
  HistoryWriter& history_;
  sim::Time load_begin_;
  std::vector<ActiveFault> active_;  // one that has not ended ends at Time::max()
};

}  // namespace eddy::workloads
