// How threads and processes end, and begin anew.
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

constexpr int kKept = 9;  // a descriptor

sigset_t alarm_and_user() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  sigaddset(&set, SIGUSR1);
  return set;
}

[[noreturn]] void become(const char* attempt) {
  execl(program_invocation_name, program_invocation_name, attempt, nullptr);
  _exit(1);
}

void code() {
  Say{"exits"};
  exit(5);
}

void first_thread_ends() {
  Say{"the first one"};
  std::thread([] {
    usleep(3000);
    Say{"the last one"};
  }).detach();
  pthread_exit(nullptr);
}

// Others wait for its first thread, and read its input.
void first_thread_is_waited_for() {
  const pthread_t first = pthread_self();
  std::thread([first] {
    Say{"joined: {}", pthread_join(first, nullptr)};
    char byte = 0;
    Say{"read: {}", outcome(read(0, &byte, 1))};
    exit(6);
  }).detach();
  usleep(2000);
  pthread_exit(nullptr);
}

void first_thread_ends_and_another_execs() {
  std::thread([] {
    usleep(2000);
    become("processes: numbers");
  }).detach();
  pthread_exit(nullptr);
}

void other_thread_exits() {
  std::thread other([] {
    usleep(2000);
    exit(7);
  });
  for (;;) pause();
}

void other_thread_execs() {
  std::vector<std::thread> sleepers;
  for (int i = 0; i < 3; ++i) {
    sleepers.emplace_back([] {
      for (;;) pause();
    });
  }
  std::thread other([] {
    usleep(2000);
    become("ends: after exec");
  });
  other.join();
}

void after_exec() {
  Say{"one thread: {}", getpid() == syscall(SYS_gettid)};
  std::thread other([] { Say{"and another"}; });
  other.join();
  char byte = 0;
  Say{"input: {}", outcome(read(0, &byte, 1))};
}

// A child that ends as it is told to, and what its parent sees.
std::string ended(const std::function<void()>& child_does,
                  const std::function<void(pid_t)>& then = {}) {
  Ends ready;
  const pid_t child = fork();
  if (child == 0) {
    ready.put("x");
    child_does();
    _exit(0);
  }
  if (then) {
    ready.take();
    usleep(2000);
    then(child);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return "not waited for";
  return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                             : fmt::format("code {}", WEXITSTATUS(status));
}

void children_that_are_killed() {
  const auto kills = [](pid_t child) { kill(child, SIGKILL); };
  const auto terminates = [](pid_t child) { kill(child, SIGTERM); };
  const auto sleeps = [] {
    for (;;) sleep(1000);
  };
  const auto has_threads = [] {
    std::thread([] {
      for (;;) pause();
    }).detach();
    std::atomic<std::uint32_t> word{0};
    for (;;) word.wait(0);
  };
  const auto reads = [] {
    const Ends pipe;
    pipe.take();
  };
  Say{"asleep: {}", ended(sleeps, kills)};
  Say{"asleep: {}", ended(sleeps, terminates)};
  Say{"with threads: {}", ended(has_threads, kills)};
  Say{"with threads: {}", ended(has_threads, terminates)};
  Say{"reading: {}", ended(reads, kills)};
  Say{"reading: {}", ended(reads, [](pid_t child) { sigqueue(child, SIGRTMAX, {}); })};
  Say{"by a handle: {}", ended(reads, [](pid_t child) {
        const auto handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
        syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0);
      })};
  Say{"its group: {}", ended(
                           [&] {
                             setpgid(0, 0);
                             reads();
                           },
                           [](pid_t child) {
                             setpgid(child, child);
                             kill(-child, SIGKILL);
                           })};
  Say{"with children: {}", ended([&] { ended(sleeps); }, kills)};
  Say{"in vfork: {}", ended(
                          [] {
                            if (vfork() == 0) {
                              sleep(1000);
                              _exit(0);
                            }
                          },
                          kills)};
}

void children_that_end_themselves() {
  Say{"raise: {}", ended([] { raise(SIGTERM); })};
  Say{"kill: {}", ended([] { kill(getpid(), SIGKILL); })};
  Say{"a thread kills: {}", ended([] {
        std::thread([] { kill(getpid(), SIGKILL); }).join();
        for (;;) pause();
      })};
  Say{"tgkill: {}", ended([] { syscall(SYS_tgkill, getpid(), getpid(), SIGKILL); })};
  Say{"abort: {}", ended([] { abort(); })};
  Say{"no memory: {}", ended([] { *nowhere<volatile int>() = 1; })};
  Say{"a trap: {}", ended([] { __builtin_trap(); })};
  Say{"nobody reads: {}", ended([] {
        Ends pipe;
        pipe.close_reader();
        pipe.put("x");
      })};
  Say{"alarm: {}", ended([] {
        ualarm(2000, 0);
        for (;;) pause();
      })};
  Say{"ignored: {}", ended([] {
        signal(SIGTERM, SIG_IGN);
        raise(SIGTERM);
        _exit(3);
      })};
  Say{"exit of a thread: {}", ended([] { std::thread([] { _exit(4); }).join(); })};
  Say{"end of all threads: {}", ended([] {
        std::thread([] { usleep(2000); }).detach();
        syscall(SYS_exit, 5);
      })};
}

// An alarm outlives an exec, and a descriptor with a timer; a timer that sends a signal does not.
void exec_with_timers() {
  const sigset_t set = alarm_and_user();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer{};
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  const itimerspec soon{{}, {0, 5'000'000}};
  timer_settime(timer, 0, &soon, nullptr);
  const int descriptor = timerfd_create(CLOCK_MONOTONIC, 0);
  timerfd_settime(descriptor, 0, &soon, nullptr);
  dup2(descriptor, kKept);
  ualarm(20'000, 0);
  become("ends: timers after exec");
}

void timers_after_exec() {
  std::uint64_t expirations = 0;
  Say{"the descriptor: {} {}", outcome(read(kKept, &expirations, sizeof expirations)), expirations};
  const sigset_t set = alarm_and_user();
  Say{"the alarm: {}", sigwaitinfo(&set, nullptr) == SIGALRM};
}

void too_many() {
  std::vector<pthread_t> threads;
  int error = 0;
  while (error == 0 && threads.size() < 2000) {
    pthread_t thread{};
    error = pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          for (;;) pause();
        },
        nullptr);
    if (error == 0) threads.push_back(thread);
  }
  Say{"threads: {} {}", threads.size(), error == 0 ? "0" : strerrorname_np(error)};
  const pid_t child = fork();
  if (child == 0) _exit(0);
  Say{"a process: {}", outcome(child)};
}

void many_lives() {
  for (int i = 0; i < 300; ++i) std::thread([] { usleep(10); }).join();
  Say{"threads came and went"};
}

// A call that virtual time does not see, on what never comes.
void unknown_wait() {
  Say{"waits"};
  const Ends pipe;
  std::array<char, 1> room{};
  const iovec part{room.data(), room.size()};
  Say{"never: {}", outcome(preadv2(pipe.reader(), &part, 1, -1, 0))};
}

constexpr Attempt kEnds[] = {
    {"ends: a code", &code},
    {"ends: the first thread", &first_thread_ends},
    {"ends: the first thread, waited for", &first_thread_is_waited_for},
    {"ends: the first thread, then exec", &first_thread_ends_and_another_execs},
    {"ends: exit of another thread", &other_thread_exits},
    {"ends: exec of another thread", &other_thread_execs},
    {"ends: after exec", &after_exec},
    {"ends: children that are killed", &children_that_are_killed},
    {"ends: children that end themselves", &children_that_end_themselves},
    {"ends: exec with timers", &exec_with_timers},
    {"ends: timers after exec", &timers_after_exec},
    {"ends: too many threads", &too_many},
    {"ends: many threads", &many_lives},
    {"ends: an unknown wait", &unknown_wait},
};

}  // namespace

std::span<const Attempt> ends() { return kEnds; }

}  // namespace calls
