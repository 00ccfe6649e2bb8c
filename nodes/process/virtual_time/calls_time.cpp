// Clocks, and waiting for them alone.
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {

std::int64_t read_time(const Thread& thread, std::uint64_t address) {
  const auto value = read_value<TimeValue>(thread.tid, address);
  if (!value) return -EFAULT;
  return is_time(*value) ? to_nanoseconds(*value) : -EINVAL;
}

bool write_time(const Thread& thread, std::uint64_t address, std::int64_t nanoseconds) {
  return write_value(thread.tid, address, to_time_value(nanoseconds));
}

int error_of_waiting_for(std::int32_t clock) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_BOOTTIME_ALARM:
    case CLOCK_TAI:
      return 0;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC_COARSE:
      return -EOPNOTSUPP;
    default:
      return -EINVAL;
  }
}

bool write_usage(const Thread& thread, std::uint64_t address, std::int64_t processor_time) {
  constexpr long kResidentKilobytes = 50'000;
  const TimeValue used = to_microsecond_value(processor_time);
  rusage usage{};
  usage.ru_utime.tv_sec = used.seconds;
  usage.ru_utime.tv_usec = used.rest;
  usage.ru_maxrss = kResidentKilobytes;
  return write_value(thread.tid, address, usage);
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
  const std::int64_t used = *kernel.value_of_clock(CLOCK_PROCESS_CPUTIME_ID);
  return Answer::result(write_usage(thread, thread.registers.argument(1), used) ? 0 : -EFAULT);
}

namespace {

Answer sleep_until(Kernel& kernel, Thread& thread, const Moment& moment) {
  if (kernel.is_due(moment)) return Answer::yield();
  kernel.park(thread, Waiting::sleep, moment);
  thread.tell_time_left = [](const Thread& sleeper, std::int64_t left) {
    const Registers& registers = sleeper.registers;
    const bool has_flags = registers.call() == SYS_clock_nanosleep;
    if (has_flags && (registers.argument(1) & TIMER_ABSTIME) != 0) return;
    const std::uint64_t at = registers.argument(has_flags ? 3 : 1);
    if (at != 0) write_time(sleeper, at, left);
  };
  return Answer::wait();
}

}  // namespace

Answer nanosleep(Kernel& kernel, Thread& thread) {
  const std::int64_t duration = read_time(thread, thread.registers.argument(0));
  if (duration < 0) return Answer::result(duration);
  return sleep_until(kernel, thread, kernel.after(duration));
}

Answer clock_nanosleep(Kernel& kernel, Thread& thread) {
  const auto clock = static_cast<std::int32_t>(thread.registers.argument(0));
  const bool is_absolute = (thread.registers.argument(1) & TIMER_ABSTIME) != 0;
  if (const int error = error_of_waiting_for(clock); error != 0) return Answer::result(error);
  const std::int64_t time = read_time(thread, thread.registers.argument(2));
  if (time < 0) return Answer::result(time);
  return sleep_until(kernel, thread, is_absolute ? kernel.moment(clock, time) : kernel.after(time));
}

Answer sched_yield(Kernel& kernel, Thread&) {
  kernel.read_clock();
  return Answer::yield();
}

}  // namespace answer

}  // namespace eddy::nodes::process
