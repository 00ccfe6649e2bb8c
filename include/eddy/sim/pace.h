// Holds a run to a time outside it, such as that of the world. A run that has none goes from event
// to event as fast as it can.
#pragma once

#include <optional>

#include "eddy/sim/time.h"

namespace eddy::sim {

class Pace {
 public:
  virtual ~Pace() = default;

  // Called before each event, with its time. Waits until that time has come: returns nothing then.
  // Or until something has happened outside the run that it has to hear of, or that interrupts the
  // wait: returns the time at which it did.
  virtual std::optional<Time> wait_until(Time next) = 0;
  // After the latter, at that time: lets the run hear of it, as by setting an alarm of a node.
  virtual void hear() = 0;
};

}  // namespace eddy::sim
