// Virtual time: nanoseconds since the start of a run, as integers only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace eddy::sim {

using Duration = std::chrono::nanoseconds;

// The clock of a run. It has no now(): only a host or a simulation knows the time.
struct VirtualClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<VirtualClock>;
  static constexpr bool is_steady = true;
};

using Time = VirtualClock::time_point;

// Nanoseconds since the start of the run.
constexpr std::int64_t nanoseconds(Time t) { return t.time_since_epoch().count(); }

// Seconds with all nine decimals, "1.250000000": equal text means equal time.
std::string to_string(Time t);

}  // namespace eddy::sim
