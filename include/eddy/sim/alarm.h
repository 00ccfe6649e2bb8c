// A timer of a program's own, which can be set again and cancelled. Host::after and every are for
// those that need neither.
#pragma once

#include <functional>
#include <utility>

#include "eddy/sim/host.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

// A member of a program: it must not outlive it. It goes by its node's monotonic clock, at the drift
// of the moment in which it is set, and fires when it is due, whatever the timer slack of the run.
class Alarm final : public Timer {
 public:
  // `action` is done each time it fires, as an event of the node.
  Alarm(Host& host, std::function<void()> action) : Timer(&host), action_(std::move(action)) {}
  ~Alarm() override = default;

  // In place of what it was set to before. At once if `after` is not positive.
  void set(Duration after) {
    disarm();
    host()->arm_virtually(*this, host()->to_virtual(after));
  }
  void cancel() { disarm(); }

 private:
  void fire() override { action_(); }

  std::function<void()> action_;
};

}  // namespace eddy::sim
