#include "workloads/fault_schedule.h"

#include <algorithm>
#include <string>

namespace eddy::workloads {

void FaultSchedule::begin(sim::Time load_begin) {
  load_begin_ = load_begin;
  for (const PlannedFault& fault : faults_) {
    simulation_.at(load_begin_ + fault.start.time_since_epoch(), [this, &fault] { start(fault); });
  }
}

void FaultSchedule::start(const PlannedFault& fault) {
  history_.fault("start-" + std::string(sim::name(fault.fault)), describe(fault.fault));
  simulation_.inject(sim::FaultId{fault.id}, fault.fault);
  const std::size_t place = active_.size();
  active_.push_back({fault.fault, simulation_.now(), sim::Time::max(), fault.id});
  simulation_.at(load_begin_ + fault.end.time_since_epoch(),
                 [this, &fault, place] { stop(fault, place); });
}

void FaultSchedule::stop(const PlannedFault& fault, std::size_t place) {
  simulation_.heal(sim::FaultId{fault.id});
  active_[place].end = simulation_.now();
  history_.fault("stop-" + std::string(sim::name(fault.fault)), describe(fault.fault));
}

std::vector<ActiveFault> FaultSchedule::active_until(sim::Time now) const {
  std::vector<ActiveFault> active = active_;
  for (ActiveFault& fault : active) fault.end = std::min(fault.end, now);
  return active;
}

}  // namespace eddy::workloads
