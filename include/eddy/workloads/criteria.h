// What a run is held against. The criteria change nothing of a planned scenario's run, nor its
// fingerprint; plan() goes by `recovery` where it says how long nodes are left in peace, and asked,
// after the load.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/availability.h"
#include "eddy/sim/network.h"
#include "eddy/sim/time.h"

namespace eddy::workloads {

struct Criteria {
  checkers::AvailabilityGoal availability;
  std::vector<std::string> expectations;  // as written, "stable-latency.p50 < 400ms"
  // The consistency models that transactions must keep.
  std::vector<std::string> consistency_models = {"strict-serializable"};
  // Of the commits of a key of kafka the highest counts, not the last.
  bool rising_offsets = false;
  // How soon after the last fault all must work again; nothing: 10 s, or 20 × the latency and the
  // hop where that is more.
  std::optional<sim::Duration> recovery;

  // Since the last fault was healed.
  sim::Duration recovery_time(const sim::NetworkOptions& network) const {
    constexpr sim::Duration kLeast = std::chrono::seconds(10);
    return recovery.value_or(std::max(kLeast, 20 * (network.latency.mean + network.hop)));
  }
  friend bool operator==(const Criteria&, const Criteria&) = default;
};

}  // namespace eddy::workloads
