// The faults that are active at a moment of a recorded run.
#pragma once

#include <algorithm>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/fault.h"

namespace eddy::workloads {

class ActiveFaults {
 public:
  void begin(const sim::FaultBegan& began) { faults_.push_back(began); }
  void end(const sim::FaultEnded& ended) {
    std::erase_if(faults_, [&](const sim::FaultBegan& began) { return began.id == ended.id; });
  }
  // In the order in which they began.
  const std::vector<sim::FaultBegan>& faults() const { return faults_; }

 private:
  std::vector<sim::FaultBegan> faults_;
};

}  // namespace eddy::workloads
