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
                const std::vector<PlannedFault>& lasting, HistoryWriter& history)
      : simulation_(simulation), faults_(faults), lasting_(lasting), history_(history) {}
  FaultSchedule(const FaultSchedule&) = delete;
  FaultSchedule& operator=(const FaultSchedule&) = delete;

  // The times of the plan count from the load's begin. At its end all faults end.
  void begin(sim::Time load_begin, sim::Time load_end);
  // Those that last for ever begin now.
  void begin_lasting();
  // The faults that came about, by begin. One that has not ended is said to end at `now`.
  std::vector<ActiveFault> active_until(sim::Time now) const;

 private:
  void start(const PlannedFault& fault);
  void has_begun(const PlannedFault& planned, const sim::Fault& fault, sim::Time end);
  void stop(std::size_t place);
  void note(const char* what, const sim::Fault& fault);

  sim::Simulation& simulation_;
  const std::vector<PlannedFault>& faults_;
  const std::vector<PlannedFault>& lasting_;
  HistoryWriter& history_;
  sim::Time load_begin_;
  sim::Time load_end_;
  std::vector<ActiveFault> active_;  // one that has not ended ends at Time::max()
};

}  // namespace eddy::workloads
