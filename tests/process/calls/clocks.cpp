// Clocks, and sleeping until they show something.
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include <semaphore.h>
#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"

namespace calls {
namespace {

constexpr long kSecond = 1'000'000'000;

long nanoseconds(const timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

long clock_shows(clockid_t clock) {
  timespec now{};
  return clock_gettime(clock, &now) == 0 ? nanoseconds(now) : -1;
}

timespec to_timespec(long value) { return {value / kSecond, value % kSecond}; }

// A line for each line that it is given.
void readings() {
  char byte = 0;
  do {
    std::string line;
    for (const clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,
                                  CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME,
                                  CLOCK_TAI, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID})
      line += fmt::format("{} ", clock_shows(clock));
    timespec by_call{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &by_call);
    timeval day{};
    gettimeofday(&day, nullptr);
    tms used{};
    const long ticks = times(&used);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#if defined(__x86_64__)
    const auto cycles = __rdtsc();
#else
    const std::uint64_t cycles = 0;
#endif
    Say{"{}{} {} {} {} {} {}",
        line,
        nanoseconds(by_call),
        day.tv_sec * 1'000'000 + day.tv_usec,
        time(nullptr),
        ticks,
        usage.ru_utime.tv_sec * 1'000'000 + usage.ru_utime.tv_usec,
        cycles};
  } while (read(0, &byte, 1) == 1);
}

void clocks_told() {
  timespec now{};
  for (const clockid_t clock : {0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 99}) {
    const std::string result = outcome(clock_gettime(clock, &now));
    Say{"{}: {}", clock, result};
  }
  clockid_t of_process{};
  clock_getcpuclockid(0, &of_process);
  Say{"of a process: {}", outcome(clock_gettime(of_process, &now))};
  Say{"of a thread: {}", pthread_getcpuclockid(pthread_self(), &of_process)};
  Say{"shown: {}", outcome(clock_gettime(of_process, &now))};
  Say{"by call: {}", outcome(syscall(SYS_gettimeofday, nullptr, nullptr))};
  Say{"nowhere: {}", outcome(syscall(SYS_clock_gettime, CLOCK_REALTIME, 8))};
  Say{"nowhere: {}", outcome(syscall(SYS_time, 8))};
  const timespec wrong{0, kSecond};
  const timespec negative{-1, 0};
  Say{"no time: {} {}", outcome(nanosleep(&wrong, nullptr)),
      outcome(nanosleep(&negative, nullptr))};
  const timespec none{0, 0};
  Say{"at once: {}", outcome(nanosleep(&none, nullptr))};
  const auto sleep_by = [](clockid_t clock, int flags, const timespec& time) {
    const int error = clock_nanosleep(clock, flags, &time, nullptr);
    return error == 0 ? "0" : strerrorname_np(error);
  };
  Say{"a past moment: {}", sleep_by(CLOCK_REALTIME, TIMER_ABSTIME, {1, 0})};
  Say{"no time: {}", sleep_by(CLOCK_MONOTONIC, 0, wrong)};
  Say{"no such clock: {}", sleep_by(99, 0, none)};
  Say{"no such clock: {}", sleep_by(CLOCK_MONOTONIC_COARSE, 0, none)};
  Say{"of the thread: {}", sleep_by(CLOCK_THREAD_CPUTIME_ID, 0, none)};
  Say{"used: {}", clock() >= 0};
}

void interrupted_sleep() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  ualarm(30'000, 0);
  timespec left{0, 100'000'000};
  Say{"slept: {}", outcome(nanosleep(&left, &left))};
  Say{"left: {} ms", (left.tv_nsec + 500'000) / 1'000'000};
  Say{"slept: {}", outcome(nanosleep(&left, &left))};
  ualarm(30'000, 0);
  timespec until = to_timespec(clock_shows(CLOCK_MONOTONIC) + kSecond / 10);
  timespec untouched{1, 2};
  Say{"until: {}",
      strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &untouched))};
  Say{"left: {} {}", untouched.tv_sec, untouched.tv_nsec};
}

// All that can wait for a moment, of the day or since the start: each tells when it has come.
void moments() {
  using namespace std::chrono_literals;
  const long day = clock_shows(CLOCK_REALTIME);
  const long since_start = clock_shows(CLOCK_MONOTONIC);
  std::vector<std::thread> all;
  const auto sleeps = [&](const char* name, clockid_t clock, long until) {
    all.emplace_back([=] {
      const timespec time = to_timespec(until);
      clock_nanosleep(clock, TIMER_ABSTIME, &time, nullptr);
      Say{"{}", name};
    });
  };
  sleeps("sleep, day", CLOCK_REALTIME, day + kSecond);
  sleeps("sleep", CLOCK_MONOTONIC, since_start + kSecond);
  all.emplace_back([=] {
    const timespec time{1, 0};
    clock_nanosleep(CLOCK_REALTIME, 0, &time, nullptr);
    Say{"sleep, day, for a time"};
  });
  const auto descriptor = [&](const char* name, clockid_t clock, long until) {
    const int timer = timerfd_create(clock, 0);
    const itimerspec setting{{}, to_timespec(until)};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, nullptr);
    all.emplace_back([=] {
      std::uint64_t expirations = 0;
      if (read(timer, &expirations, sizeof expirations) == 8) Say{"{}", name};
    });
  };
  descriptor("descriptor, day", CLOCK_REALTIME, day + kSecond);
  descriptor("descriptor", CLOCK_MONOTONIC, since_start + kSecond);
  std::mutex mutex;
  std::condition_variable condition;
  const auto system_moment = std::chrono::system_clock::now() + 1s;
  const auto steady_moment = std::chrono::steady_clock::now() + 1s;
  all.emplace_back([&, system_moment] {
    std::unique_lock lock(mutex);
    condition.wait_until(lock, system_moment, [] { return false; });
    Say{"condition, day"};
  });
  all.emplace_back([&, steady_moment] {
    std::unique_lock lock(mutex);
    condition.wait_until(lock, steady_moment, [] { return false; });
    Say{"condition"};
  });
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  all.emplace_back([&, day] {
    const timespec time = to_timespec(day + kSecond);
    sem_timedwait(&semaphore, &time);
    Say{"semaphore, day"};
  });
  sem_t steady;
  sem_init(&steady, 0, 0);
  all.emplace_back([&, since_start] {
    const timespec time = to_timespec(since_start + kSecond);
    sem_clockwait(&steady, CLOCK_MONOTONIC, &time);
    Say{"semaphore"};
  });
  for (std::thread& thread : all) thread.join();
}

void signal_moments() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGRTMIN, SIGRTMIN + 1}) sigaddset(&set, signal);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  const auto start = [](clockid_t clock, int signal) {
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = signal;
    timer_t timer{};
    timer_create(clock, &event, &timer);
    const itimerspec setting{{}, to_timespec(clock_shows(clock) + kSecond)};
    timer_settime(timer, TIMER_ABSTIME, &setting, nullptr);
  };
  start(CLOCK_REALTIME, SIGRTMIN);
  start(CLOCK_MONOTONIC, SIGRTMIN + 1);
  for (int i = 0; i < 2; ++i)
    Say{"{}", sigwaitinfo(&set, nullptr) == SIGRTMIN ? "timer, day" : "timer"};
}

void ticks() {
  constexpr int kTicks = 200;
  const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  const itimerspec setting{{0, 10'000'000}, {0, 10'000'000}};
  timerfd_settime(timer, 0, &setting, nullptr);
  for (int i = 1; i <= kTicks; ++i) {
    std::uint64_t expirations = 0;
    if (read(timer, &expirations, sizeof expirations) != 8 || expirations != 1) return;
    Say{"{}", i};
  }
}

// It looks at the clock until it shows something, and does nothing else.
// As a runtime does that looks after its threads, and then one that polls.
void short_sleeps() {
  char byte = 0;
  constexpr int kSleeps = 60;
  while (read(0, &byte, 1) == 1) {
    const long begin = clock_shows(CLOCK_MONOTONIC);
    for (int i = 1; i <= kSleeps; ++i) {
      const timespec span{0, 20'000};
      nanosleep(&span, nullptr);
      if (i == 2 || i == kSleeps) Say{"{} {}", i, clock_shows(CLOCK_MONOTONIC) - begin};
    }
  }
}

void spin() {
  char byte = 0;
  if (read(0, &byte, 1) != 1) return;
  const long until = clock_shows(CLOCK_MONOTONIC) + 50'000'000;
  while (clock_shows(CLOCK_MONOTONIC) < until) {
  }
  Say{"by the clock"};
  while (clock_shows(CLOCK_MONOTONIC) < until + 50'000'000) usleep(0);
  Say{"by empty sleeps"};
  while (clock_shows(CLOCK_MONOTONIC) < until + 100'000'000) std::this_thread::yield();
  Say{"by yielding"};
}

constexpr Attempt kClocks[] = {
    {"clocks: readings", &readings},
    {"clocks: told", &clocks_told},
    {"clocks: interrupted sleep", &interrupted_sleep},
    {"clocks: moments", &moments},
    {"clocks: moments of signals", &signal_moments},
    {"clocks: ticks", &ticks},
    {"clocks: spin", &spin},
    {"clocks: short sleeps", &short_sleeps},
};

}  // namespace

std::span<const Attempt> clocks() { return kClocks; }

}  // namespace calls
