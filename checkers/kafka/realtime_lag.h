// How far the polls were behind: for how long, at least, the position of a process in a key had not
// been the end of its log when it polled.
//
// * The end of a log is known from what was sent and polled. A position is the highest offset that
//   a process was shown since it was assigned the key; before it was shown any, it is at the
//   beginning. With subscribe only keys that it was shown count.
#pragma once

#include <cstdint>
#include <optional>

#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

struct RealtimeLag {
  std::int64_t lag = 0;  // ns
  KeyId key = kNone;
  OperationId poll = kNone;
};

// The worst; nothing if no ok operation polled. The first of several as bad. O(n log n).
std::optional<RealtimeLag> worst_realtime_lag(const Operations& operations);

}  // namespace eddy::checkers::kafka
