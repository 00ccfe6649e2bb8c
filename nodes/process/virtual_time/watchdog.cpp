#include "nodes/process/virtual_time/watchdog.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>

#include "nodes/process/virtual_time/calls.h"
#include "nodes/process/virtual_time/threads.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kUsualPeriod = 100'000'000;
constexpr std::int64_t kShortPeriod = 1'000'000;
constexpr int kWaits = 3;  // looks at which a thread slept: it waits
constexpr int kWaitsInHurry = 200;

int wake_signal() { return SIGRTMIN + 5; }

void handle_signal_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action {};
    action.sa_handler = [](int) {};  // waiting is interrupted: no SA_RESTART
    sigaction(wake_signal(), &action, nullptr);
  });
}

}  // namespace

Watchdog::Watchdog() : period_(kUsualPeriod) {
  handle_signal_once();
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = wake_signal();
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
  if (timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0)
    throw std::system_error(errno, std::generic_category(), "timer_create");
}

Watchdog::~Watchdog() { timer_delete(timer_); }

void Watchdog::set(std::int64_t period) {
  const timespec span{period / kSecond, period % kSecond};
  const itimerspec setting{span, span};
  timer_settime(timer_, 0, &setting, nullptr);
}

void Watchdog::begin() { set(period_); }

void Watchdog::end() { set(0); }

void Watchdog::hurry() {
  if (period_ == kShortPeriod) return;
  period_ = kShortPeriod;
  set(period_);
}

std::optional<std::string> Watchdog::look(const Thread& thread) {
  const pid_t tid = thread.tid;
  const std::int64_t time = processor_time(tid);
  if (!seen_ || seen_->tid != tid) {
    seen_ = {tid, time, time};
    return std::nullopt;
  }
  if (resident_bytes(tid) > kMostMemory) return "has more than 2 GiB of memory";
  if (time - seen_->first_processor_time > kMostComputing)
    return "computes without end: 5 s of processor time without a system call";
  const bool sleeps = state_of(tid) == 'S' && time == seen_->processor_time;
  seen_->processor_time = time;
  seen_->asleep = sleeps ? seen_->asleep + 1 : 0;
  if (seen_->asleep < kWaits) return std::nullopt;
  waits_in_ = call_in_progress(tid);
  if (!waits_in_) return std::nullopt;
  // A writer is helped at once; to end a run for others takes longer.
  if (period_ == kShortPeriod && !is_writing(*waits_in_) && seen_->asleep < kWaitsInHurry)
    return std::nullopt;
  return fmt::format("waits in {}, which virtual time does not know", name_of_call(*waits_in_));
}

}  // namespace eddy::nodes::process
