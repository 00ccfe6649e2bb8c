#include "eddy/nodes/broadcast/patience.h"

#include <algorithm>

namespace eddy::nodes {

void Patience::answered(sim::Duration round_trip) {
  if (smoothed_.count() == 0 && deviation_.count() == 0) {
    smoothed_ = round_trip;
    deviation_ = round_trip / 2;
  } else {
    const sim::Duration off = std::chrono::abs(smoothed_ - round_trip);
    deviation_ += (off - deviation_) / 4;
    smoothed_ += (round_trip - smoothed_) / 8;
  }
  learned_ = smoothed_ + 4 * deviation_;
  unanswered_ = 0;
}

void Patience::unanswered() { ++unanswered_; }

sim::Duration Patience::wait() const {
  sim::Duration wait = std::clamp(learned_, kLeast, kMost);
  for (std::uint32_t i = kSteadyTries; i <= unanswered_ && wait < kMost; ++i) wait *= 2;
  return std::min(wait, kMost);
}

}  // namespace eddy::nodes
