// How threads and processes end, and begin anew.
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
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

[[noreturn]] void become(const char* attempt) {
  execl("/proc/self/exe", "guest_calls", attempt, nullptr);
  _exit(1);
}

void code() {
  say("exits");
  exit(5);
}

void first_thread_ends() {
  std::thread([] {
    usleep(3000);
    say("the last one");
  }).detach();
  say("the first one");
  pthread_exit(nullptr);
}

// Others wait for its first thread, and read its input.
void first_thread_is_waited_for() {
  const pthread_t first = pthread_self();
  std::thread([first] {
    say("joined: {}", pthread_join(first, nullptr));
    char byte = 0;
    say("read: {}", outcome(read(0, &byte, 1)));
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
  say("one thread: {}", getpid() == syscall(SYS_gettid));
  std::thread other([] { say("and another"); });
  other.join();
  char byte = 0;
  say("input: {}", outcome(read(0, &byte, 1)));
}

// A child that ends as it is told to, and what its parent sees.
std::string ended(const std::function<void()>& child_does, const std::function<void(pid_t)>& then = {}) {
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
  say("asleep: {}", ended(sleeps, kills));
  say("asleep: {}", ended(sleeps, terminates));
  say("with threads: {}", ended(has_threads, kills));
  say("with threads: {}", ended(has_threads, terminates));
  say("reading: {}", ended(reads, kills));
  say("reading: {}", ended(reads, [](pid_t child) { sigqueue(child, SIGRTMAX, {}); }));
  say("by a handle: {}", ended(reads, [](pid_t child) {
        const auto handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
        syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0);
      }));
  say("with children: {}", ended([&] { ended(sleeps); }, kills));
  say("in vfork: {}", ended([] {
        if (vfork() == 0) {
          usleep(20'000);
          _exit(0);
        }
      }, kills));
}

void children_that_end_themselves() {
  say("raise: {}", ended([] { raise(SIGTERM); }));
  say("kill: {}", ended([] { kill(getpid(), SIGKILL); }));
  say("a thread kills: {}", ended([] {
        std::thread([] { kill(getpid(), SIGKILL); }).join();
        for (;;) pause();
      }));
  say("tgkill: {}", ended([] { syscall(SYS_tgkill, getpid(), getpid(), SIGKILL); }));
  say("abort: {}", ended([] { abort(); }));
  say("no memory: {}", ended([] { *reinterpret_cast<volatile int*>(8) = 1; }));
  say("a trap: {}", ended([] { __builtin_trap(); }));
  say("nobody reads: {}", ended([] {
        Ends pipe;
        pipe.close_reader();
        pipe.put("x");
      }));
  say("alarm: {}", ended([] {
        ualarm(2000, 0);
        for (;;) pause();
      }));
  say("ignored: {}", ended([] {
        signal(SIGTERM, SIG_IGN);
        raise(SIGTERM);
        _exit(3);
      }));
  say("exit of a thread: {}", ended([] {
        std::thread([] { _exit(4); }).join();
      }));
  say("end of all threads: {}", ended([] {
        std::thread([] { usleep(2000); }).detach();
        syscall(SYS_exit, 5);
      }));
}

// Of an alarm, a timer and a descriptor with a timer, the first outlives an exec, and the last one, too.
void exec_with_timers() {
  signal(SIGUSR1, SIG_DFL);
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer{};
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  const itimerspec soon{{}, {0, 3'000'000}};
  timer_settime(timer, 0, &soon, nullptr);
  const int descriptor = timerfd_create(CLOCK_MONOTONIC, 0);
  const itimerspec later{{}, {0, 5'000'000}};
  timerfd_settime(descriptor, 0, &later, nullptr);
  dup2(descriptor, 9);
  const itimerval last{{}, {0, 20'000}};
  setitimer(ITIMER_REAL, &last, nullptr);
  become("ends: timers after exec");
}

void timers_after_exec() {
  std::uint64_t expirations = 0;
  say("the descriptor: {} {}", outcome(read(9, &expirations, sizeof expirations)), expirations);
  signal(SIGALRM, [](int) {});
  say("the alarm: {}", outcome(pause()));
}

void too_many() {
  std::vector<pthread_t> threads;
  int error = 0;
  while (error == 0 && threads.size() < 2000) {
    pthread_t thread{};
    error = pthread_create(&thread, nullptr, [](void*) -> void* {
      for (;;) pause();
    }, nullptr);
    if (error == 0) threads.push_back(thread);
  }
  say("threads: {} {}", threads.size(), error == 0 ? "0" : strerrorname_np(error));
  say("a process: {}", outcome(fork()));
}

void many_lives() {
  for (int i = 0; i < 300; ++i) std::thread([] { usleep(10); }).join();
  say("threads came and went");
}

void unknown_wait() {
  syscall(SYS_flock, 1, 0);
  say("waits");
  Ends pipe;
  // A call that virtual time does not see, on what is never there.
  char byte = 0;
  iovec part{&byte, 1};
  say("never: {}", outcome(syscall(SYS_preadv2, pipe.reader(), &part, 1, -1, -1, 0)));
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
