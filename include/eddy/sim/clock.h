// What a node's own clock shows, beside the virtual time of the run.
//
// It is right until it is skewed. A skew makes it jump at once, and drift from then on; when the
// skew ends, what it has done is undone, as when a clock is set by a time server. Skews add up.
// The node's timers go by the drift, not by jumps: they are monotonic.
#pragma once

#include <cstdint>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

class Clock {
 public:
  // What it shows at that virtual time.
  Time at(Time now) const;
  // How much virtual time it takes to go on by that much, at today's drift. REQUIRES: local ≥ 0.
  Duration to_virtual(Duration local) const;

  void skew(FaultId id, Time now, const Skew& skew);
  void heal(FaultId id);

 private:
  struct Active {
    FaultId id;
    Time since;
    Duration jump;
    std::int32_t drift;  // parts per million
  };
  std::vector<Active> active_;
};

}  // namespace eddy::sim
