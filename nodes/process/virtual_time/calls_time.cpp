// Clocks, and waiting for them alone.
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {

std::optional<std::int64_t> read_time(const Thread& thread, std::uint64_t address) {
  const auto value = read_value<TimeValue>(thread.tid, address);
  if (!value) return std::nullopt;
  return to_nanoseconds(*value);
}

bool write_time(const Thread& thread, std::uint64_t address, std::int64_t nanoseconds) {
  return write_value(thread.tid, address, to_time_value(nanoseconds));
}

namespace answer {

Answer clock_gettime(Kernel& kernel, Thread& thread) {
  if (kernel.waits_for_clock(thread)) return Answer::wait();
  const auto clock = static_cast<std::int32_t>(thread.registers.argument(0));
  const auto value = kernel.value_of_clock(clock);
  if (!value) return Answer::result(-EINVAL);
  return Answer::result(write_time(thread, thread.registers.argument(1), *value) ? 0 : -EFAULT);
}

Answer gettimeofday(Kernel& kernel, Thread& thread) {
  if (kernel.waits_for_clock(thread)) return Answer::wait();
  const std::int64_t now = *kernel.value_of_clock(CLOCK_REALTIME);
  const std::uint64_t at = thread.registers.argument(0);
  if (at != 0 && !write_value(thread.tid, at, to_microsecond_value(now)))
    return Answer::result(-EFAULT);
  return Answer::result(0);
}

Answer time(Kernel& kernel, Thread& thread) {
  if (kernel.waits_for_clock(thread)) return Answer::wait();
  const std::int64_t seconds = *kernel.value_of_clock(CLOCK_REALTIME) / kNanosecondsInSecond;
  const std::uint64_t at = thread.registers.argument(0);
  if (at != 0 && !write_value(thread.tid, at, seconds)) return Answer::result(-EFAULT);
  return Answer::result(seconds);
}

Answer times(Kernel& kernel, Thread& thread) {
  constexpr std::int64_t kTick = 10'000'000;  // ns
  const std::uint64_t at = thread.registers.argument(0);
  if (at != 0) write_value(thread.tid, at, std::array<std::int64_t, 4>{});
  return Answer::result(*kernel.value_of_clock(CLOCK_MONOTONIC) / kTick);
}

Answer getrusage(Kernel& kernel, Thread& thread) {
  constexpr long kResidentKilobytes = 50'000;
  const TimeValue used = to_microsecond_value(*kernel.value_of_clock(CLOCK_PROCESS_CPUTIME_ID));
  rusage usage{};
  usage.ru_utime.tv_sec = used.seconds;
  usage.ru_utime.tv_usec = used.rest;
  usage.ru_maxrss = kResidentKilobytes;
  return Answer::result(write_value(thread.tid, thread.registers.argument(1), usage) ? 0 : -EFAULT);
}

namespace {

Answer sleep_until(Kernel& kernel, Thread& thread, const Moment& moment, std::uint64_t left_at) {
  if (kernel.is_due(moment)) return Answer::yield();
  kernel.park(thread, Waiting::sleep, moment);
  thread.time_left_at = left_at;
  return Answer::wait();
}

}  // namespace

Answer nanosleep(Kernel& kernel, Thread& thread) {
  const auto duration = read_time(thread, thread.registers.argument(0));
  if (!duration) return Answer::result(-EFAULT);
  return sleep_until(kernel, thread, kernel.after(*duration), thread.registers.argument(1));
}

Answer clock_nanosleep(Kernel& kernel, Thread& thread) {
  const auto clock = static_cast<std::int32_t>(thread.registers.argument(0));
  const bool is_absolute = (thread.registers.argument(1) & TIMER_ABSTIME) != 0;
  const auto time = read_time(thread, thread.registers.argument(2));
  if (!time) return Answer::result(-EFAULT);
  return sleep_until(kernel, thread,
                     is_absolute ? kernel.moment(clock, *time) : kernel.after(*time),
                     is_absolute ? 0 : thread.registers.argument(3));
}

Answer sched_yield(Kernel& kernel, Thread&) {
  kernel.read_clock();
  return Answer::yield();
}

}  // namespace answer

}  // namespace eddy::nodes::process
