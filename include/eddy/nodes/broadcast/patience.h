// How long to wait for one peer's acknowledgement before sending again.
//
// Learned from the round trips seen, as TCP does it (RFC 6298): smoothed round trip + 4 × its mean
// deviation. A peer that stays silent is asked again five times at that pace, for the case of lost
// messages, then at half the pace each time, down to one try in kMost: it may be cut off for long,
// and must hear from us soon after it is back.
#pragma once

#include <chrono>
#include <cstdint>

#include "eddy/sim/time.h"

namespace eddy::nodes {

class Patience {
 public:
  static constexpr sim::Duration kFirst = std::chrono::milliseconds(500);  // before any round trip
  static constexpr sim::Duration kLeast = std::chrono::milliseconds(50);
  static constexpr sim::Duration kMost = std::chrono::seconds(2);
  static constexpr std::uint32_t kSteadyTries = 5;

  void answered(sim::Duration round_trip);
  void unanswered();
  // Has the peer been silent since it was last asked again?
  bool is_silent() const { return unanswered_ > 0; }
  // kLeast … kMost.
  sim::Duration wait() const;

 private:
  sim::Duration smoothed_{0};
  sim::Duration deviation_{0};
  sim::Duration learned_ = kFirst;
  std::uint32_t unanswered_ = 0;  // in a row
};

}  // namespace eddy::nodes
