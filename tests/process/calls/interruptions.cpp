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
std::atomic<bool> brings{false};
std::atomic<int> teller{-1};         // to write to
std::atomic<std::uint32_t> word{0};  // to wake
std::atomic<pid_t> child{0};         // to end
constexpr int kPatience = 3;         // alarms until there is something

void on_alarm(int) {
  if (++alarms != kPatience || !brings) return;
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

// Whatever the handler wants, or again if it wants that.
enum class Made { once, again };

// Alarms come again and again while the call waits. Where it is made again, the third one brings what
// it waits for.
void interrupt(std::string_view name, Made made, const std::function<long()>& call) {
  constexpr long kPeriod = 2000;
  for (const int flags : {0, SA_RESTART}) {
    alarms = 0;
    word = 0;
    brings = flags == SA_RESTART && made == Made::again;
    const struct sigaction action = with_flags(flags);
    sigaction(SIGALRM, &action, nullptr);
    set_alarms(kPeriod);
    const std::string seen = outcome(call());
    set_alarms(0);
    Say{"{}{}: {}", name, flags == 0 ? "" : " again", seen};
  }
}

void of_descriptors() {
  Ends pipe;
  teller = pipe.writer();
  char byte = 0;
  interrupt("read", Made::again, [&] { return read(pipe.reader(), &byte, 1); });
  pollfd entry{pipe.reader(), POLLIN, 0};
  interrupt("poll", Made::once, [&] { return poll(&entry, 1, -1); });
  interrupt("poll, for a time", Made::once, [&] { return poll(&entry, 1, 10'000); });
  interrupt("select", Made::once, [&] {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(pipe.reader(), &set);
    return select(pipe.reader() + 1, &set, nullptr, nullptr, nullptr);
  });
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.reader(), &event);
  interrupt("epoll", Made::once, [&] { return epoll_wait(epoll, &event, 1, -1); });
  Socket socket;
  teller = socket.theirs();
  interrupt("receive", Made::again, [&] { return recv(socket.ours(), &byte, 1, 0); });
}

void of_waiting() {
  teller = -1;
  interrupt("futex", Made::again,
            [] { return syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, nullptr); });
  interrupt("futex, for a time", Made::once, [] {
    const timespec time{10, 0};
    return syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, &time);
  });
  interrupt("sleep", Made::once, [] {
    const timespec time{10, 0};
    return nanosleep(&time, nullptr);
  });
  interrupt("clock sleep", Made::once, [] {
    const timespec time{10, 0};
    errno = clock_nanosleep(CLOCK_REALTIME, 0, &time, nullptr);
    return errno == 0 ? 0 : -1;
  });
  interrupt("pause", Made::once, [] { return pause(); });
  interrupt("suspended", Made::once, [] {
    sigset_t none;
    sigemptyset(&none);
    return sigsuspend(&none);
  });
  interrupt("signals", Made::once, [] {
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
      while (waitpid(made, nullptr, 0) < 0 && errno == EINTR) {
      }
      errno = error;
      return result > 0 ? 1 : result;
    };
  };
  interrupt("wait4", Made::again, with_child([] { return waitpid(-1, nullptr, 0); }));
  interrupt("waitid", Made::again, with_child([] {
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
