// Calls that a signal interrupts: those that are made again if its handler wants that, and those that
// never are.
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <vector>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

std::atomic<int> alarms{0};
std::atomic<int> teller{-1};         // to write to
std::atomic<std::uint32_t> word{0};  // to wake
std::atomic<pid_t> child{0};         // to end
constexpr int kPatience = 3;         // alarms until there is something

void on_alarm(int) {
  if (++alarms != kPatience) return;
  if (teller >= 0) {
    [[maybe_unused]] const auto written = write(teller, "x", 1);
  }
  word = 1;
  if (child != 0) kill(child, SIGKILL);
}

struct sigaction with_flags(int flags) {
  struct sigaction action {};
  action.sa_handler = &on_alarm;
  action.sa_flags = flags;
  return action;
}

void set_alarms(long microseconds) {
  const timeval span{0, microseconds};
  const itimerval setting{span, span};
  setitimer(ITIMER_REAL, &setting, nullptr);
}

// Alarms come again and again while the call waits; the third one brings what it waits for.
void interrupt(std::string_view name, const std::function<long()>& call) {
  constexpr long kPeriod = 2000;
  for (const int flags : {0, SA_RESTART}) {
    alarms = 0;
    word = 0;
    const struct sigaction action = with_flags(flags);
    sigaction(SIGALRM, &action, nullptr);
    set_alarms(kPeriod);
    const std::string seen = outcome(call());
    set_alarms(0);
    Say{"{}{}: {}", name, flags == 0 ? "" : ", again", seen};
  }
}

void of_descriptors() {
  Ends pipe;
  teller = pipe.writer();
  char byte = 0;
  const auto emptied = [&](const std::function<long()>& call) {
    return [&byte, &pipe, call] {
      const long result = call();
      const int error = errno;
      pollfd left{pipe.reader(), POLLIN, 0};
      while (poll(&left, 1, 0) > 0) [[maybe_unused]] const auto length = read(pipe.reader(), &byte, 1);
      errno = error;
      return result;
    };
  };
  interrupt("read", [&] { return read(pipe.reader(), &byte, 1); });
  pollfd entry{pipe.reader(), POLLIN, 0};
  interrupt("poll", emptied([&] { return poll(&entry, 1, -1); }));
  interrupt("poll, for a time", emptied([&] { return poll(&entry, 1, 1000); }));
  interrupt("select", emptied([&] {
              fd_set set;
              FD_ZERO(&set);
              FD_SET(pipe.reader(), &set);
              return select(pipe.reader() + 1, &set, nullptr, nullptr, nullptr);
            }));
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.reader(), &event);
  interrupt("epoll", emptied([&] { return epoll_wait(epoll, &event, 1, -1); }));
  Socket socket;
  teller = socket.theirs();
  interrupt("receive", [&] { return recv(socket.ours(), &byte, 1, 0); });
}

void of_waiting() {
  teller = -1;
  interrupt("futex", [] {
    return syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, nullptr);
  });
  interrupt("futex, for a time", [] {
    const timespec time{1, 0};
    return syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, &time);
  });
  interrupt("sleep", [] {
    const timespec time{1, 0};
    return nanosleep(&time, nullptr);
  });
  interrupt("clock sleep", [] {
    const timespec time{1, 0};
    errno = clock_nanosleep(CLOCK_REALTIME, 0, &time, nullptr);
    return errno == 0 ? 0 : -1;
  });
  interrupt("pause", [] { return pause(); });
  interrupt("suspended", [] {
    sigset_t none;
    sigemptyset(&none);
    return sigsuspend(&none);
  });
  interrupt("signals", [] {
    sigset_t other;
    sigemptyset(&other);
    sigaddset(&other, SIGUSR1);
    return sigwaitinfo(&other, nullptr);
  });
}

void of_children() {
  const auto with_child = [](const std::function<long()>& call) {
    return [call] {
      alarms = -1000;  // not before it is there
      const pid_t made = fork();
      if (made == 0) {
        for (;;) pause();
      }
      child = made;
      alarms = 0;
      const long result = call();
      const int error = errno;
      child = 0;
      kill(made, SIGKILL);
      waitpid(made, nullptr, 0);
      errno = error;
      return result > 0 ? 1 : result;
    };
  };
  interrupt("wait4", with_child([] { return waitpid(-1, nullptr, 0); }));
  interrupt("waitid", with_child([] {
              siginfo_t info{};
              return waitid(P_ALL, 0, &info, WEXITED);
            }));
}

// What was written before it was interrupted counts.
void of_writing() {
  Ends pipe;
  teller = -1;
  const std::vector<char> much(200'000);
  for (const int flags : {0, SA_RESTART}) {
    alarms = 0;
    const struct sigaction action = with_flags(flags);
    sigaction(SIGALRM, &action, nullptr);
    set_alarms(2000);
    const ssize_t written = write(pipe.writer(), much.data(), much.size());
    set_alarms(0);
    Say{"a part: {}", outcome(written)};
    if (flags != 0) continue;
    set_alarms(2000);
    Say{"full: {}", outcome(write(pipe.writer(), "x", 1))};
    set_alarms(0);
    std::vector<char> room(much.size());
    Say{"emptied: {}", outcome(read(pipe.reader(), room.data(), room.size()))};
  }
}

constexpr Attempt kInterruptions[] = {
    {"interrupted: descriptors", &of_descriptors},
    {"interrupted: waiting", &of_waiting},
    {"interrupted: children", &of_children},
    {"interrupted: writing", &of_writing},
};

}  // namespace

std::span<const Attempt> interruptions() { return kInterruptions; }

}  // namespace calls
