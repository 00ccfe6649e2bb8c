// Timers: alarms, those of processes, those that are descriptors.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

constexpr long kMillisecond = 1'000'000;

timespec milliseconds(long count) { return {count / 1000, count % 1000 * kMillisecond}; }

void pause_for(long count) {
  timespec left = milliseconds(count);
  while (nanosleep(&left, &left) != 0) {
  }
}

// Rounded up.
long to_milliseconds(const timespec& time) {
  return time.tv_sec * 1000 + (time.tv_nsec + kMillisecond - 1) / kMillisecond;
}

std::string setting_of(const itimerspec& setting) {
  return fmt::format("{} every {}", to_milliseconds(setting.it_value),
                     to_milliseconds(setting.it_interval));
}

itimerspec setting(long first, long period = 0) {
  return {milliseconds(period), milliseconds(first)};
}

std::atomic<int> fired{0};
siginfo_t last{};

void handle(int signal) {
  struct sigaction action {};
  action.sa_sigaction = [](int, siginfo_t* info, void*) {
    ++fired;
    last = *info;
  };
  action.sa_flags = SA_SIGINFO;
  sigaction(signal, &action, nullptr);
}

void alarms() {
  handle(SIGALRM);
  Say{"none: {}", alarm(1)};
  Say{"paused: {} {}", outcome(pause()), fired.load()};
  alarm(10);
  pause_for(2400);
  Say{"left: {}", alarm(10)};
  pause_for(2600);
  Say{"left: {}", alarm(1)};
  pause_for(900);
  Say{"left: {}", alarm(0)};
  pause_for(2000);
  Say{"none came: {}", fired.load()};
}

void intervals() {
  handle(SIGALRM);
  const itimerval setting{{0, 10'000}, {0, 25'000}};
  setitimer(ITIMER_REAL, &setting, nullptr);
  itimerval now{};
  for (int i = 0; i < 3; ++i) {
    pause();
    getitimer(ITIMER_REAL, &now);
    Say{"{}: next in {} us, every {}", fired.load(), now.it_value.tv_usec / 1000 * 1000,
        now.it_interval.tv_usec};
  }
  pause_for(35);
  Say{"meanwhile: {}", fired.load()};
  const itimerval none{};
  setitimer(ITIMER_REAL, &none, &now);
  Say{"was: {} every {}", now.it_value.tv_usec > 0, now.it_interval.tv_usec};
  setitimer(ITIMER_REAL, &none, &now);
  Say{"was: {} every {}", now.it_value.tv_usec, now.it_interval.tv_usec};
  const int before = fired;
  pause_for(35);
  Say{"stopped: {}", fired.load() - before};
  if (fork() == 0) {
    getitimer(ITIMER_REAL, &now);
    _exit(static_cast<int>(now.it_value.tv_usec));
  }
  int status = 0;
  wait(&status);
  Say{"of a child: {}", WEXITSTATUS(status)};
}

timer_t timer_of(int notify, int signal, int value, clockid_t clock = CLOCK_MONOTONIC) {
  sigevent event{};
  event.sigev_notify = notify;
  event.sigev_signo = signal;
  event.sigev_value.sival_int = value;
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
  timer_t timer{};
  if (timer_create(clock, &event, &timer) != 0) Say{"no timer: {}", outcome(-1)};
  return timer;
}

void start(timer_t timer, const itimerspec& setting, int flags = 0) {
  if (timer_settime(timer, flags, &setting, nullptr) != 0) Say{"not set: {}", outcome(-1)};
}

void of_signals() {
  handle(SIGUSR1);
  const timer_t timer = timer_of(SIGEV_SIGNAL, SIGUSR1, 7);
  start(timer, setting(20, 10));
  for (int i = 0; i < 3; ++i) {
    pause();
    Say{"{}: {} {} {}", fired.load(), last.si_code == SI_TIMER, last.si_value.sival_int,
        last.si_overrun};
  }
  itimerspec now{};
  timer_gettime(timer, &now);
  Say{"next: {}", setting_of(now)};
  const itimerspec other = setting(50);
  timer_settime(timer, 0, &other, &now);
  Say{"was: {}", setting_of(now)};
  pause();
  Say{"once: {}", fired.load()};
  timer_gettime(timer, &now);
  Say{"over: {}", setting_of(now)};
  timespec moment{};
  clock_gettime(CLOCK_MONOTONIC, &moment);
  moment.tv_sec += 2;
  start(timer, {{}, moment}, TIMER_ABSTIME);
  pause();
  Say{"at its moment: {}", fired.load()};
  start(timer, setting(10, 10));
  Say{"deleted: {}", outcome(timer_delete(timer))};
  pause_for(30);
  Say{"none came: {}", fired.load()};
}

void of_threads() {
  handle(SIGUSR1);
  std::thread other([] {
    const timer_t timer = timer_of(SIGEV_THREAD_ID, SIGUSR1, 0);
    start(timer, setting(10));
    Say{"the thread: {}", outcome(pause())};
  });
  const timespec time = milliseconds(50);
  Say{"the first one: {}", outcome(nanosleep(&time, nullptr))};
  other.join();
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD;
  event.sigev_value.sival_int = 3;
  event.sigev_notify_function = [](sigval value) { Say{"a new thread: {}", value.sival_int}; };
  timer_t timer{};
  timer_create(CLOCK_REALTIME, &event, &timer);
  start(timer, setting(10, 20));
  pause_for(60);
  timer_delete(timer);
  pause_for(60);
  Say{"deleted"};
}

// Those of processor time: none passes while nobody computes.
void of_processor_time() {
  handle(SIGUSR1);
  handle(SIGVTALRM);
  handle(SIGPROF);
  start(timer_of(SIGEV_SIGNAL, SIGUSR1, 0, CLOCK_PROCESS_CPUTIME_ID), setting(20, 20));
  start(timer_of(SIGEV_SIGNAL, SIGUSR1, 0, CLOCK_THREAD_CPUTIME_ID), setting(20, 20));
  const itimerval setting{{0, 20'000}, {0, 20'000}};
  Say{"set: {}", outcome(setitimer(ITIMER_VIRTUAL, &setting, nullptr))};
  Say{"set: {}", outcome(setitimer(ITIMER_PROF, &setting, nullptr))};
  Say{"paused: {}", outcome(pause())};
}

// What a signal of a timer tells, and what is wrong.
void of_signals_told() {
  handle(SIGUSR1);
  handle(SIGALRM);
  const timer_t first = timer_of(SIGEV_NONE, 0, 0);
  const timer_t timer = timer_of(SIGEV_SIGNAL, SIGUSR1, 42);
  start(first, setting(1));
  start(timer, setting(2));
  while (fired < 1) pause_for(1);
  Say{"signal: {} {} {}", last.si_signo == SIGUSR1, last.si_code == SI_TIMER,
      last.si_value.sival_int};
  Say{"timer: {} {}", last.si_timerid, last.si_overrun};
  Say{"overrun: {}", timer_getoverrun(timer)};
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = 99;
  timer_t none{};
  Say{"no such signal: {}", outcome(timer_create(CLOCK_MONOTONIC, &event, &none))};
  Say{"no such clock: {}", outcome(timer_create(99, nullptr, &none))};
  itimerspec wrong{};
  wrong.it_value.tv_nsec = 1'000'000'000;
  Say{"no time: {}", outcome(timer_settime(timer, 0, &wrong, nullptr))};
  Say{"not there: {}", outcome(syscall(SYS_timer_settime, 99, 0, &wrong, nullptr))};
  Say{"not there: {}", outcome(syscall(SYS_timer_delete, 99))};
  Say{"not there: {}", outcome(syscall(SYS_timer_getoverrun, 99))};
  ualarm(2000, 0);
  while (fired < 2) pause_for(1);
  Say{"alarm: {}", last.si_signo == SIGALRM};
  const itimerval no_time{{}, {0, 1'000'000}};
  Say{"no time: {}", outcome(setitimer(ITIMER_REAL, &no_time, nullptr))};
  itimerval now{};
  Say{"no such timer: {} {}", outcome(syscall(SYS_setitimer, 9, &now, nullptr)),
      outcome(syscall(SYS_getitimer, 9, &now))};
}

void start(int descriptor, const itimerspec& setting, int flags = 0) {
  if (timerfd_settime(descriptor, flags, &setting, nullptr) != 0) Say{"not set: {}", outcome(-1)};
}

std::string expirations(int descriptor) {
  std::uint64_t count = 0;
  const std::string result = outcome(read(descriptor, &count, sizeof count));
  return result == "8" ? std::to_string(count) : result;
}

void of_descriptors() {
  const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  start(timer, setting(20, 10));
  for (int i = 0; i < 2; ++i) Say{"expired: {}", expirations(timer)};
  pause_for(45);
  Say{"meanwhile: {}", expirations(timer)};
  itimerspec now{};
  timerfd_gettime(timer, &now);
  Say{"next: {}", setting_of(now)};
  pause_for(15);
  const itimerspec once = setting(30);
  timerfd_settime(timer, 0, &once, &now);
  Say{"was: {}", setting_of(now)};
  Say{"what had expired is forgotten: {}", expirations(timer)};
  timespec moment{};
  clock_gettime(CLOCK_MONOTONIC, &moment);
  moment.tv_sec += 1;
  start(timer, {{}, moment}, TFD_TIMER_ABSTIME);
  Say{"at its moment: {}", expirations(timer)};
  start(timer, {milliseconds(400), {moment.tv_sec - 2, moment.tv_nsec}}, TFD_TIMER_ABSTIME);
  Say{"since a past one: {}", expirations(timer)};
  start(timer, setting(0));
  pollfd entry{timer, POLLIN, 0};
  Say{"stopped: {}", outcome(poll(&entry, 1, 50))};
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  start(timer, setting(10, 10));
  for (int i = 0; i < 3; ++i)
    Say{"epoll: {} {}", outcome(epoll_wait(epoll, &event, 1, -1)), expirations(timer)};
}

// Other numbers of it, other processes that have it, and its number, given to something else.
void of_shared_descriptors() {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  const int other = dup(timer);
  start(other, setting(10));
  pollfd entry{timer, POLLIN, 0};
  Say{"set by the other: {} {}", outcome(poll(&entry, 1, 1000)), expirations(timer)};
  start(timer, setting(10));
  close(timer);
  entry.fd = other;
  Say{"of the other: {} {}", outcome(poll(&entry, 1, 1000)), expirations(other)};
  const pid_t child = fork();
  if (child == 0) {
    start(other, setting(10));
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  Say{"set by a child: {} {}", outcome(poll(&entry, 1, 1000)), expirations(other)};
  start(other, setting(10, 10));
  close(other);
  Ends pipe;
  Ends another;
  pause_for(100);
  std::string seen;
  for (const int reader : {pipe.reader(), another.reader()}) {
    entry.fd = reader;
    seen += " " + outcome(poll(&entry, 1, 0));
  }
  Say{"its number is a pipe's: {}{}", pipe.reader() == timer || pipe.writer() == timer, seen};
}

void of_descriptors_told() {
  const int timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  Say{"flags: {} {}", (fcntl(timer, F_GETFL) & O_NONBLOCK) != 0, fcntl(timer, F_GETFD)};
  Say{"not yet: {}", expirations(timer)};
  Say{"no such clock: {}", outcome(timerfd_create(99, 0))};
  Say{"no such flag: {}", outcome(timerfd_create(CLOCK_MONOTONIC, 1))};
  itimerspec now{};
  Ends pipe;
  Say{"a pipe: {}", outcome(timerfd_settime(pipe.reader(), 0, &now, nullptr))};
  Say{"a pipe: {}", outcome(timerfd_gettime(pipe.reader(), &now))};
  Say{"closed: {}", outcome(timerfd_settime(-1, 0, &now, nullptr))};
  now.it_value.tv_nsec = -1;
  Say{"no time: {}", outcome(timerfd_settime(timer, 0, &now, nullptr))};
  Say{"no such flag: {}", outcome(timerfd_settime(timer, 99, &now, nullptr))};
  start(timer, setting(1));
  pollfd entry{timer, POLLIN, 0};
  Say{"polled: {} {:#x}", outcome(poll(&entry, 1, -1)), entry.revents};
  char little = 0;
  Say{"too little room: {}", outcome(read(timer, &little, 1))};
  Say{"expired: {}", expirations(timer)};
  Say{"taken: {}", expirations(timer)};
}

constexpr Attempt kTimers[] = {
    {"timers: alarms", &alarms},
    {"timers: intervals", &intervals},
    {"timers: of signals", &of_signals},
    {"timers: of threads", &of_threads},
    {"timers: of processor time", &of_processor_time},
    {"timers: signals, told", &of_signals_told},
    {"timers: descriptors", &of_descriptors},
    {"timers: descriptors, shared", &of_shared_descriptors},
    {"timers: descriptors, told", &of_descriptors_told},
};

}  // namespace

std::span<const Attempt> timers() { return kTimers; }

}  // namespace calls
