// Timers: timerfd_create(2), setitimer(2), timer_create(2).
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {
namespace {

// As the calls have them: how often, and when first.
struct Setting {
  TimeValue period;
  TimeValue first;
};

std::int64_t left_of(const Kernel& kernel, const Timer* timer) {
  if (timer == nullptr || !timer->due) return 0;
  return std::max<std::int64_t>(kernel.until(*timer->due), 1);  // 0 would mean that it is off
}

// Tells how it is set, in ns or µs.
void tell_setting(const Kernel& kernel, const Thread& thread, std::uint64_t address,
                  const Timer* timer, TimeValue (*in_unit)(std::int64_t)) {
  if (address == 0) return;
  const std::int64_t period = timer == nullptr ? 0 : timer->period;
  const std::int64_t left = std::max<std::int64_t>(
      left_of(kernel, timer), timer != nullptr && timer->due && in_unit == &to_microsecond_value
                                  ? kNanosecondsInMicrosecond
                                  : 0);
  write_value(thread.tid, address, Setting{in_unit(period), in_unit(left)});
}

// Virtual time passes where nobody computes: clocks of processor time come to no moment.
bool passes(std::int64_t clock) {
  return error_of_waiting_for(static_cast<std::int32_t>(clock)) == 0;
}

bool is_setting(const Setting& setting, std::int64_t second = kNanosecondsInSecond) {
  return is_time(setting.period, second) && is_time(setting.first, second);
}

// The longest times are as good as for ever.
void arm(Kernel& kernel, Timer& timer, const Setting& setting, bool is_absolute) {
  const std::int64_t first = to_nanoseconds(setting.first);
  timer.period = to_nanoseconds(setting.period);
  if (first == 0 || !passes(timer.clock)) {
    timer.due.reset();
  } else {
    timer.due = is_absolute ? kernel.moment(timer.clock, first) : kernel.after(first);
  }
  timer.sequence = kernel.next_sequence();
}

// What has already expired is forgotten.
void drain(Kernel& kernel, Thread& thread, int descriptor) {
  if ((kernel.readiness(thread, descriptor, POLLIN) & POLLIN) == 0) return;
  std::uint64_t expirations = 0;
  if (const auto ours = kernel.borrow(thread, descriptor)) {
    [[maybe_unused]] const auto length = ::read(ours->get(), &expirations, sizeof expirations);
    return;
  }
  kernel.make_call(
      thread, SYS_read,
      {static_cast<std::uint64_t>(descriptor), Kernel::scratch_in(thread), sizeof expirations});
}

}  // namespace

// To the process it is an eventfd, which we write to when it is due: so epoll takes it.
Answer timerfd_create(Kernel& kernel, Thread& thread) {
  const auto clock = static_cast<std::int32_t>(thread.registers.argument(0));
  const std::uint64_t flags = thread.registers.argument(1);  // their values are those of eventfd2
  if (!passes(clock) || clock == CLOCK_TAI ||
      (flags & ~std::uint64_t{TFD_NONBLOCK | TFD_CLOEXEC}) != 0)
    return Answer::result(-EINVAL);
  const std::int64_t descriptor = kernel.make_call(thread, SYS_eventfd2, {0, flags});
  if (descriptor < 0) return Answer::result(descriptor);
  kernel.forget_closed_timers();
  Timer timer;
  const auto number = static_cast<int>(descriptor);
  timer.what = TimerDescriptor{thread.process, number,
                               number_of_event(thread.process->pid, number).value_or(0)};
  timer.clock = clock;
  kernel.timers().add(std::move(timer));
  return Answer::result(descriptor);
}

namespace {

// The one that its first argument names.
Timer* timer_of_descriptor(Kernel& kernel, const Thread& thread) {
  const auto event =
      number_of_event(thread.process->pid, static_cast<int>(thread.registers.argument(0)));
  return event ? kernel.timers().event(*event) : nullptr;
}

// Which error it is that it names none, the kernel knows: to it none of ours is one.
Answer refuse_descriptor() { return Answer::native(); }

}  // namespace

Answer timerfd_settime(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  const auto descriptor = static_cast<int>(registers.argument(0));
  constexpr std::uint64_t kFlags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
  const auto setting = read_value<Setting>(thread.tid, registers.argument(2));
  if (!setting) return Answer::result(-EFAULT);
  if (!is_setting(*setting) || (registers.argument(1) & ~kFlags) != 0)
    return Answer::result(-EINVAL);
  Timer* timer = timer_of_descriptor(kernel, thread);
  if (timer == nullptr) return refuse_descriptor();
  const bool is_absolute = (registers.argument(1) & TFD_TIMER_ABSTIME) != 0;
  tell_setting(kernel, thread, registers.argument(3), timer, &to_time_value);
  drain(kernel, thread, descriptor);
  arm(kernel, *timer, *setting, is_absolute);
  return Answer::result(0);
}

Answer timerfd_gettime(Kernel& kernel, Thread& thread) {
  const Timer* timer = timer_of_descriptor(kernel, thread);
  if (timer == nullptr) return refuse_descriptor();
  tell_setting(kernel, thread, thread.registers.argument(1), timer, &to_time_value);
  return Answer::result(0);
}

namespace {

Timer& alarm_of(Kernel& kernel, Process& process) {
  if (Timer* timer = kernel.timers().alarm(process)) return *timer;
  Timer timer;
  timer.what = AlarmTimer{&process};
  timer.clock = CLOCK_MONOTONIC;
  return kernel.timers().add(std::move(timer));
}

}  // namespace

// The two that count processor time never fire: virtual time passes only where nobody computes.
Answer setitimer(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  const Setting none;
  const auto wished =
      registers.argument(1) == 0 ? none : read_value<Setting>(thread.tid, registers.argument(1));
  if (!wished) return Answer::result(-EFAULT);
  if (registers.argument(0) > ITIMER_PROF || !is_setting(*wished, kMicrosecondsInSecond))
    return Answer::result(-EINVAL);
  if (registers.argument(0) != ITIMER_REAL) return Answer::result(0);
  Timer& timer = alarm_of(kernel, *thread.process);
  tell_setting(kernel, thread, registers.argument(2), &timer, &to_microsecond_value);
  arm(kernel, timer,
      {to_time_value(from_microsecond_value(wished->period)),
       to_time_value(from_microsecond_value(wished->first))},
      false);
  return Answer::result(0);
}

Answer getitimer(Kernel& kernel, Thread& thread) {
  if (thread.registers.argument(0) > ITIMER_PROF) return Answer::result(-EINVAL);
  const Timer* timer = thread.registers.argument(0) == ITIMER_REAL
                           ? kernel.timers().alarm(*thread.process)
                           : nullptr;
  tell_setting(kernel, thread, thread.registers.argument(1), timer, &to_microsecond_value);
  return Answer::result(0);
}

Answer alarm(Kernel& kernel, Thread& thread) {
  Timer& timer = alarm_of(kernel, *thread.process);
  const std::int64_t left = left_of(kernel, &timer);
  const auto seconds = static_cast<std::int64_t>(thread.registers.argument(0));
  arm(kernel, timer, {{}, {seconds, 0}}, false);
  // To the nearest second; but not 0, which means that there was none.
  const std::int64_t rounded = (left + kNanosecondsInSecond / 2) / kNanosecondsInSecond;
  return Answer::result(left > 0 ? std::max<std::int64_t>(rounded, 1) : 0);
}

Answer timer_create(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  Process& process = *thread.process;
  const auto clock = static_cast<std::int32_t>(registers.argument(0));
  const bool is_of_processor =
      clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
  if (!is_of_processor && !passes(clock)) return Answer::result(error_of_waiting_for(clock));
  SignalTimer what{&process, kernel.next_timer(), SIGALRM, 0, 0};
  what.value = what.id;
  if (registers.argument(1) != 0) {
    const auto event = read_value<sigevent>(thread.tid, registers.argument(1));
    if (!event) return Answer::result(-EFAULT);
    constexpr int kLastSignal = 64;
    if (event->sigev_notify != SIGEV_NONE &&
        (event->sigev_signo < 1 || event->sigev_signo > kLastSignal))
      return Answer::result(-EINVAL);
    what.signal = event->sigev_notify == SIGEV_NONE ? 0 : event->sigev_signo;
    what.value = reinterpret_cast<std::int64_t>(event->sigev_value.sival_ptr);
    if (event->sigev_notify == SIGEV_THREAD_ID) what.thread = event->_sigev_un._tid;
  }
  if (!write_value(thread.tid, registers.argument(2), what.id)) return Answer::result(-EFAULT);
  Timer timer;
  timer.what = what;
  timer.clock = clock;
  kernel.timers().add(std::move(timer));
  return Answer::result(0);
}

namespace {

Timer* named_timer(Kernel& kernel, const Thread& thread) {
  return kernel.timers().signal(*thread.process, static_cast<int>(thread.registers.argument(0)));
}

}  // namespace

Answer timer_settime(Kernel& kernel, Thread& thread) {
  Timer* timer = named_timer(kernel, thread);
  if (timer == nullptr) return Answer::result(-EINVAL);
  const auto setting = read_value<Setting>(thread.tid, thread.registers.argument(2));
  if (!setting) return Answer::result(-EFAULT);
  if (!is_setting(*setting)) return Answer::result(-EINVAL);
  tell_setting(kernel, thread, thread.registers.argument(3), timer, &to_time_value);
  arm(kernel, *timer, *setting, (thread.registers.argument(1) & TIMER_ABSTIME) != 0);
  return Answer::result(0);
}

Answer timer_gettime(Kernel& kernel, Thread& thread) {
  const Timer* timer = named_timer(kernel, thread);
  if (timer == nullptr) return Answer::result(-EINVAL);
  tell_setting(kernel, thread, thread.registers.argument(1), timer, &to_time_value);
  return Answer::result(0);
}

Answer timer_getoverrun(Kernel& kernel, Thread& thread) {
  return Answer::result(named_timer(kernel, thread) == nullptr ? -EINVAL : 0);
}

Answer timer_delete(Kernel& kernel, Thread& thread) {
  const Timer* timer = named_timer(kernel, thread);
  if (timer == nullptr) return Answer::result(-EINVAL);
  kernel.timers().remove(*timer);
  return Answer::result(0);
}

}  // namespace eddy::nodes::process::answer
