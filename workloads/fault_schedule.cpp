#include "workloads/fault_schedule.h"

#include <algorithm>
#include <string>

namespace eddy::workloads {

void FaultSchedule::begin(sim::Time load_begin, sim::Time load_end) {
  load_begin_ = load_begin;
  load_end_ = load_end;
  for (const PlannedFault& fault : faults_) {
    simulation_.at(load_begin_ + fault.start.time_since_epoch(), [this, &fault] { start(fault); });
  }
}

void FaultSchedule::start(const PlannedFault& fault) {
  const sim::FaultId id{fault.id};
  if (!fault.trigger) {
    note("start-", fault.fault);
    simulation_.inject(id, fault.fault);
    has_begun(fault, fault.fault, load_begin_ + fault.end.time_since_epoch());
    return;
  }
  simulation_.inject_at(*fault.trigger, id, fault.fault, [this, &fault](const sim::Fault& struck) {
    note("start-", struck);
    has_begun(fault, struck, std::min(simulation_.now() + (fault.end - fault.start), load_end_));
  });
}

void FaultSchedule::begin_lasting() {
  for (const PlannedFault& fault : lasting_) {
    note("start-", fault.fault);
    simulation_.inject(sim::FaultId{fault.id}, fault.fault);
    active_.push_back({fault.fault, simulation_.now(), sim::Time::max(), fault.id});
  }
}

void FaultSchedule::has_begun(const PlannedFault& planned, const sim::Fault& fault, sim::Time end) {
  const std::size_t place = active_.size();
  active_.push_back({fault, simulation_.now(), sim::Time::max(), planned.id});
  simulation_.at(end, [this, place] { stop(place); });
}

void FaultSchedule::stop(std::size_t place) {
  // Where a node goes on, another fault may begin.
  simulation_.heal(sim::FaultId{active_[place].id});
  ActiveFault& fault = active_[place];
  fault.end = simulation_.now();
  note("stop-", fault.fault);
}

void FaultSchedule::note(const char* what, const sim::Fault& fault) {
  history_.fault(what + std::string(sim::name(fault)), describe(fault));
}

std::vector<ActiveFault> FaultSchedule::active_until(sim::Time now) const {
  std::vector<ActiveFault> active = active_;
  for (ActiveFault& fault : active) fault.end = std::min(fault.end, now);
  return active;
}

}  // namespace eddy::workloads
