// Times as system calls have them: seconds, and ns or µs.
#pragma once

#include <algorithm>
#include <cstdint>

#include "nodes/process/virtual_time/threads.h"

namespace eddy::nodes::process {

inline constexpr std::int64_t kNanosecondsInSecond = 1'000'000'000;
inline constexpr std::int64_t kNanosecondsInMillisecond = 1'000'000;
inline constexpr std::int64_t kNanosecondsInMicrosecond = 1000;
inline constexpr std::int64_t kMicrosecondsInSecond = 1'000'000;

struct TimeValue {
  std::int64_t seconds = 0;
  std::int64_t rest = 0;  // ns; of the older calls: µs
};

// The longest times stay in the range of 64 bits.
constexpr std::int64_t to_nanoseconds(const TimeValue& value) {
  constexpr std::int64_t kMostSeconds = 4'000'000'000;
  return std::clamp<std::int64_t>(value.seconds, 0, kMostSeconds) * kNanosecondsInSecond +
         std::clamp<std::int64_t>(value.rest, 0, kNanosecondsInSecond);
}
constexpr TimeValue to_time_value(std::int64_t nanoseconds) {
  return {nanoseconds / kNanosecondsInSecond, nanoseconds % kNanosecondsInSecond};
}
constexpr TimeValue to_microsecond_value(std::int64_t nanoseconds) {
  return {nanoseconds / kNanosecondsInSecond,
          nanoseconds % kNanosecondsInSecond / kNanosecondsInMicrosecond};
}
constexpr std::int64_t from_microsecond_value(const TimeValue& value) {
  return to_nanoseconds({value.seconds, value.rest * kNanosecondsInMicrosecond});
}

constexpr bool is_time(const TimeValue& value, std::int64_t second = kNanosecondsInSecond) {
  return value.seconds >= 0 && value.rest >= 0 && value.rest < second;
}

// A timespec of a process; negative: the error that a call returns, since it is none.
std::int64_t read_time(const Thread& thread, std::uint64_t address);
bool write_time(const Thread& thread, std::uint64_t address, std::int64_t nanoseconds);

// The error of a call that waits for that clock to show something; 0: it can be waited for.
int error_of_waiting_for(std::int32_t clock);

// What a process, or a child, is told to have used.
bool write_usage(const Thread& thread, std::uint64_t address, std::int64_t processor_time);

}  // namespace eddy::nodes::process
