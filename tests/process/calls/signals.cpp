// Signals: what they tell, whom they reach, how one waits for them.
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

constexpr pid_t kNobody = 4'000'000;

struct Seen {
  int signal = 0;
  int code = 0;
  pid_t from = 0;
  int status = 0;
  long value = 0;
};
// Handlers write them, in order.
std::array<Seen, 64> seen;
std::atomic<std::size_t> seen_count{0};

void note(int signal, siginfo_t* info, void*) {
  seen.at(seen_count++ % seen.size()) = {signal, info->si_code, info->si_pid,
                                         signal == SIGCHLD ? info->si_status : 0,
                                         reinterpret_cast<long>(info->si_value.sival_ptr)};
}

void handle(int signal, int flags = 0) {
  struct sigaction action {};
  action.sa_sigaction = &note;
  action.sa_flags = SA_SIGINFO | flags;
  sigaction(signal, &action, nullptr);
}

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

void block(std::initializer_list<int> signals) {
  const sigset_t set = set_of(signals);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void what_they_tell() {
  handle(SIGUSR1);
  handle(SIGCHLD);
  handle(SIGRTMIN);
  kill(getpid(), SIGUSR1);
  Say{"kill: {} {}", seen[0].code == SI_USER, seen[0].from == getpid()};
  raise(SIGUSR1);
  Say{"raise: {} {}", seen[1].code == SI_TKILL, seen[1].from == getpid()};
  sigval value{};
  value.sival_int = 42;
  sigqueue(getpid(), SIGRTMIN, value);
  Say{"queue: {} {} {}", seen[2].code == SI_QUEUE, seen[2].from == getpid(), seen[2].value & 0xff};
  pid_t child = fork();
  if (child == 0) _exit(3);
  waitpid(child, nullptr, 0);
  Say{"exited: {} {} {}", seen[3].code == CLD_EXITED, seen[3].from == child, seen[3].status};
  child = fork();
  if (child == 0) {
    for (;;) pause();
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  Say{"killed: {} {} {}", seen[4].code == CLD_KILLED, seen[4].from == child, seen[4].status};
  Say{"seen: {}", seen_count.load()};
}

void blocked() {
  handle(SIGUSR1);
  handle(SIGUSR2);
  handle(SIGRTMIN);
  block({SIGUSR1, SIGUSR2, SIGRTMIN});
  for (int i = 0; i < 3; ++i) {
    raise(SIGUSR1);
    raise(SIGUSR2);
    raise(SIGRTMIN);
  }
  kill(getpid(), SIGUSR2);
  sigset_t pending;
  sigpending(&pending);
  Say{"pending: {} {} {}", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2),
      sigismember(&pending, SIGRTMIN)};
  Say{"seen: {}", seen_count.load()};
  const sigset_t all = set_of({SIGUSR1, SIGUSR2, SIGRTMIN});
  sigprocmask(SIG_UNBLOCK, &all, nullptr);
  std::array<int, 3> count{};
  for (std::size_t i = 0; i < seen_count; ++i) {
    const int signal = seen.at(i).signal;
    ++count.at(signal == SIGUSR1 ? 0 : signal == SIGUSR2 ? 1 : 2);
  }
  Say{"seen: {} {} {}", count[0], count[1], count[2]};
}

void timed_wait() {
  handle(SIGUSR2);
  block({SIGUSR1, SIGRTMIN});
  const sigset_t set = set_of({SIGUSR1, SIGRTMIN});
  siginfo_t info{};
  const timespec none{0, 0};
  const timespec little{0, 2'000'000};
  Say{"at once: {}", outcome(sigtimedwait(&set, &info, &none))};
  Say{"for a time: {}", outcome(sigtimedwait(&set, &info, &little))};
  raise(SIGUSR1);
  Say{"there: {} {}", outcome(sigtimedwait(&set, &info, &none)), info.si_code == SI_USER};
  raise(SIGRTMIN);
  raise(SIGRTMIN);
  Say{"two: {} {}", sigwaitinfo(&set, &info) == SIGRTMIN, sigwaitinfo(&set, &info) == SIGRTMIN};
  Say{"no more: {}", outcome(sigtimedwait(&set, &info, &none))};
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    usleep(2000);
    kill(parent, SIGUSR1);
    usleep(2000);
    for (int i = 0; i < 1000; ++i) {  // until it is there, and has ended us
      kill(parent, SIGUSR2);
      usleep(2000);
    }
    _exit(1);
  }
  Say{"later: {} {}", outcome(sigwaitinfo(&set, &info)), info.si_pid == child};
  Say{"another one: {}", outcome(sigwaitinfo(&set, &info))};
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

void child_by_signal() {
  block({SIGCHLD});
  const sigset_t set = set_of({SIGCHLD});
  const pid_t child = fork();
  if (child == 0) {
    usleep(2000);
    _exit(5);
  }
  siginfo_t info{};
  Say{"told: {} {} {}", sigwaitinfo(&set, &info) == SIGCHLD, info.si_pid == child, info.si_status};
  int status = 0;
  Say{"ended: {} {}", waitpid(child, &status, WNOHANG) == child, WEXITSTATUS(status)};
}

void suspended() {
  handle(SIGUSR1);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  raise(SIGUSR1);
  Say{"pending: {}", outcome(sigsuspend(&none))};
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    usleep(2000);
    kill(parent, SIGUSR1);
    _exit(0);
  }
  Say{"later: {} {}", outcome(sigsuspend(&none)), seen_count.load()};
  sigset_t now;
  sigprocmask(SIG_BLOCK, nullptr, &now);
  Say{"blocked again: {}", sigismember(&now, SIGUSR1)};
  waitpid(child, nullptr, 0);
}

// It interrupts the sleep of the thread that it was sent to, and of no other.
void to_a_thread() {
  handle(SIGUSR1);
  std::atomic<pid_t> number{0};
  std::atomic<bool> is_over{false};
  std::thread sleeper([&] {
    number = static_cast<pid_t>(syscall(SYS_gettid));
    const timespec time{1000, 0};
    Say{"the sleeper: {}", outcome(nanosleep(&time, nullptr))};
    is_over = true;
  });
  while (number == 0) usleep(1000);
  while (!is_over) {
    usleep(2000);
    if (is_over) break;
    pthread_kill(sleeper.native_handle(), SIGUSR1);
  }
  sleeper.join();
  Say{"seen: {}", seen_count.load() > 0};
  const int before = static_cast<int>(seen_count);
  syscall(SYS_tkill, syscall(SYS_gettid), SIGUSR1);
  sigval value{};
  value.sival_int = 5;
  pthread_sigqueue(pthread_self(), SIGUSR1, value);
  Say{"to itself: {} {}", static_cast<int>(seen_count) - before,
      seen.at((seen_count - 1) % seen.size()).value & 0xff};
  Say{"no such thread: {}", outcome(syscall(SYS_tgkill, getpid(), kNobody, SIGUSR1))};
  Say{"no such signal: {}", outcome(kill(getpid(), 99))};
  Say{"is it there? {} {}", outcome(kill(getpid(), 0)), outcome(kill(kNobody, 0))};
}

// A signal that a thread may not take goes to another one that waits.
void to_whoever_takes_it() {
  handle(SIGUSR1);
  std::atomic<bool> is_over{false};
  std::thread taker([&] {
    Ends pipe;
    char byte = 0;
    Say{"the taker: {}", outcome(read(pipe.reader(), &byte, 1))};
    is_over = true;
  });
  block({SIGUSR1});
  while (!is_over) {
    usleep(2000);
    if (!is_over) kill(getpid(), SIGUSR1);
  }
  taker.join();
}

void to_groups() {
  handle(SIGUSR1, SA_RESTART);
  Ends told;
  constexpr std::size_t kChildren = 3;
  std::array<pid_t, kChildren> children{};
  for (pid_t& child : children) {
    child = fork();
    if (child != 0) {
      setpgid(child, children[0]);
      continue;
    }
    block({SIGUSR1});
    told.put("x");
    const sigset_t none = set_of({});
    sigsuspend(&none);
    _exit(7);
  }
  char byte = 0;
  for (std::size_t i = 0; i < kChildren; ++i) {
    if (read(told.reader(), &byte, 1) != 1) return;
  }
  Say{"their group: {}", outcome(kill(-children[0], SIGUSR1))};
  for (const pid_t child : children) {
    int status = 0;
    Say{"ended: {} {}", waitpid(child, &status, 0) == child, WEXITSTATUS(status)};
  }
  Say{"no such group: {}", outcome(kill(-children[0], SIGUSR1))};
  Say{"seen here: {}", seen_count.load()};
  setpgid(0, 0);
  const pid_t child = fork();
  if (child == 0) {
    told.put("x");
    for (;;) pause();
  }
  if (read(told.reader(), &byte, 1) != 1) return;
  Say{"our group: {}", outcome(kill(0, SIGUSR1))};
  Say{"seen here: {}", seen_count.load()};
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  Say{"by signal: {}", WTERMSIG(status)};
}

void stopped() {
  Say{"stops"};
  raise(SIGSTOP);
  Say{"goes on"};
}

constexpr Attempt kSignals[] = {
    {"signals: what they tell", &what_they_tell},
    {"signals: blocked", &blocked},
    {"signals: waited for", &timed_wait},
    {"signals: the end of a child", &child_by_signal},
    {"signals: suspended", &suspended},
    {"signals: to a thread", &to_a_thread},
    {"signals: to whoever takes it", &to_whoever_takes_it},
    {"signals: to groups", &to_groups},
    {"signals: stopped", &stopped},
};

}  // namespace

std::span<const Attempt> signals() { return kSignals; }

}  // namespace calls
