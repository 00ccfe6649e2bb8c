// What a node's own clock shows, beside the virtual time of the run.
//
// It is right until it is skewed. A skew makes it jump at once, and drift from then on; when the
// skew ends, what it has done is undone, as when a clock is set by a time server. Skews add up.
// The node's timers go by its monotonic clock: that drifts, but no jump moves it, and it never goes
// back, so that it keeps what a drift has done when the skew ends.
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
  // What the monotonic one shows. REQUIRES: no skew has begun or ended after that time.
  Time monotonic_at(Time now) const;
  // How much virtual time it takes the monotonic one to go on by that much, at today's drift.
  // REQUIRES: local ≥ 0.
  Duration to_virtual(Duration local) const;

  void skew(FaultId id, Time now, const Skew& skew);
  void heal(FaultId id, Time now);

 private:
  struct Active {
    FaultId id;
    Time since;
    Duration jump;
    std::int32_t drift;  // parts per million
  };
  // Parts per million of virtual time that the monotonic clock goes at.
  std::int64_t rate() const;
  // Skews are about to change.
  void settle(Time now);

  std::vector<Active> active_;
  Time settled_ = {};    // when they have last changed
  Time monotonic_ = {};  // what the monotonic clock showed then
};

}  // namespace eddy::sim
