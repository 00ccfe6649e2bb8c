// Waiting for descriptors: poll(2), select(2), epoll(7).
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

void poll_results() {
  Ends empty;
  Ends full;
  Ends ended;
  Ends unread;
  Socket socket;
  full.put("x");
  ended.close_writer();
  unread.close_reader();
  const int closed = dup(0);
  close(closed);
  std::vector<pollfd> entries = {
      {empty.reader(), POLLIN, 0},
      {empty.writer(), POLLOUT, 0},
      {full.reader(), POLLIN, 0},
      {ended.reader(), POLLIN, 0},
      {unread.writer(), POLLOUT, 0},
      {closed, POLLIN, 0},
      {-1, POLLIN, 0},
      {full.reader(), 0, 0},
      {full.reader(), POLLOUT, 0},
      {socket.ours(), POLLIN | POLLOUT, 0},
  };
  for (pollfd& entry : entries) {
    const std::string result = outcome(poll(&entry, 1, 1));
    Say{"{} {:#x}", result, entry.revents};
  }
  Say{"all: {}", outcome(poll(entries.data(), entries.size(), -1))};
  for (const pollfd& entry : entries) Say{"{:#x}", entry.revents};
  Say{"nothing: {}", outcome(poll(nullptr, 0, 1))};
  Say{"nowhere: {}", outcome(poll(nowhere<pollfd>(), 1, 1))};
  entries[0].revents = 99;
  Say{"in vain: {} {}", outcome(poll(entries.data(), 1, 0)), entries[0].revents};
}

void poll_until() {
  Ends told;
  std::thread teller([&] {
    usleep(3000);
    told.put("x");
  });
  pollfd entry{told.reader(), POLLIN, 0};
  Say{"for ever: {} {:#x}", outcome(poll(&entry, 1, -1)), entry.revents};
  teller.join();
  told.take();
  const timespec time{0, 2'000'000};
  Say{"for a time: {} {:#x}", outcome(ppoll(&entry, 1, &time, nullptr)), entry.revents};
  const timespec none{0, 0};
  Say{"at once: {}", outcome(ppoll(&entry, 1, &none, nullptr))};
  told.close_writer();
  Say{"its end: {} {:#x}", outcome(ppoll(&entry, 1, nullptr, nullptr)), entry.revents};
}

struct Sets {
  explicit Sets(std::initializer_list<int> read, std::initializer_list<int> written = {}) {
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    for (const int descriptor : read) add(descriptor, readable);
    for (const int descriptor : written) add(descriptor, writable);
  }
  void add(int descriptor, fd_set& set) {
    FD_SET(descriptor, &set);
    all.push_back(descriptor);
    count = std::max(count, descriptor + 1);
  }
  std::string select_for(timeval* time) {
    const std::string result = outcome(select(count, &readable, &writable, nullptr, time));
    std::string seen;
    for (const int descriptor : all)
      seen +=
          fmt::format(" {}{}", FD_ISSET(descriptor, &readable), FD_ISSET(descriptor, &writable));
    return result + seen;
  }
  fd_set readable;
  fd_set writable;
  std::vector<int> all;
  int count = 0;
};

void select_results() {
  Ends empty;
  Ends full;
  full.put("x");
  timeval time{0, 2000};
  Say{"in vain: {}", Sets({empty.reader()}).select_for(&time)};
  Say{"what is left: {} {}", time.tv_sec, time.tv_usec};
  time = {0, 0};
  Say{"at once: {}", Sets({empty.reader()}).select_for(&time)};
  Say{"one of two: {}", Sets({empty.reader(), full.reader()}).select_for(nullptr)};
  Say{"to write: {}", Sets({empty.reader()}, {empty.writer()}).select_for(nullptr)};
  const int closed = dup(0);
  close(closed);
  Say{"closed: {}", outcome([&] {
        Sets sets({closed});
        return select(sets.count, &sets.readable, nullptr, nullptr, nullptr);
      }())};
  time = {0, 2000};
  Say{"a pause: {}", outcome(select(0, nullptr, nullptr, nullptr, &time))};
  Ends told;
  std::thread teller([&] {
    usleep(2000);
    told.put("x");
  });
  Say{"for ever: {}", Sets({empty.reader(), told.reader()}).select_for(nullptr)};
  teller.join();
  const timespec none{0, 0};
  fd_set set;
  FD_ZERO(&set);
  FD_SET(empty.reader(), &set);
  Say{"pselect: {}", outcome(pselect(empty.reader() + 1, &set, nullptr, nullptr, &none, nullptr))};
}

// Linux tells how much of the time is left.
void select_time_left() {
  Ends told;
  std::thread teller([&] {
    usleep(30'000);
    told.put("x");
  });
  timeval time{1, 0};
  Say{"{}", Sets({told.reader()}).select_for(&time)};
  teller.join();
  Say{"left: {} ms", time.tv_sec * 1000 + time.tv_usec / 1000};
  timeval again{5, 0};
  Say{"{}", Sets({told.reader()}).select_for(&again)};
  Say{"left: {} ms", again.tv_sec * 1000 + (again.tv_usec + 500) / 1000};
#ifdef SYS_select
  again = {0, 20'000};
  Say{"{} {}", outcome(syscall(SYS_select, 0, nullptr, nullptr, nullptr, &again)), again.tv_usec};
#endif
}

class Epoll {
 public:
  Epoll() : number_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~Epoll() { close(number_); }
  std::string control(int operation, int descriptor, std::uint32_t events, std::uint64_t data) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = data;
    return outcome(epoll_ctl(number_, operation, descriptor, &event));
  }
  void add(int descriptor, std::uint32_t events, std::uint64_t data) {
    control(EPOLL_CTL_ADD, descriptor, events, data);
  }
  std::string wait(int milliseconds, int most = 8) {
    return told(
        [&](epoll_event* events) { return epoll_wait(number_, events, most, milliseconds); });
  }
  template <class Call>
  std::string told(const Call& call) {
    std::array<epoll_event, 8> events{};
    const int number = call(events.data());
    std::string seen = outcome(number);
    for (int i = 0; i < number; ++i)
      seen +=
          fmt::format(" {}:{:#x}", std::uint64_t{events.at(static_cast<std::size_t>(i)).data.u64},
                      std::uint32_t{events.at(static_cast<std::size_t>(i)).events});
    return seen;
  }
  int number() const { return number_; }

 private:
  int number_;
};

void epoll_results() {
  Epoll epoll;
  Ends pipe;
  Ends another;
  Socket socket;
  Say{"add: {}", epoll.control(EPOLL_CTL_ADD, pipe.reader(), EPOLLIN, 1)};
  Say{"again: {}", epoll.control(EPOLL_CTL_ADD, pipe.reader(), EPOLLIN, 1)};
  Say{"in vain: {}", epoll.wait(1)};
  Say{"at once: {}", epoll.wait(0)};
  pipe.put("x");
  Say{"level: {}", epoll.wait(-1)};
  Say{"level: {}", epoll.wait(-1)};
  epoll.add(another.reader(), EPOLLIN | EPOLLET, std::uint64_t{1} << 40U);
  another.put("y");
  Say{"both: {}", epoll.wait(-1)};
  Say{"edge: {}", epoll.wait(-1)};
  another.put("y");
  Say{"edge: {}", epoll.wait(-1)};
  pipe.take();
  Say{"taken: {}", epoll.wait(1)};
  Say{"once: {}", epoll.control(EPOLL_CTL_MOD, pipe.reader(), EPOLLIN | EPOLLONESHOT, 3)};
  pipe.put("x");
  Say{"once: {}", epoll.wait(-1)};
  Say{"once: {}", epoll.wait(1)};
  epoll.control(EPOLL_CTL_MOD, pipe.reader(), EPOLLIN, 4);
  epoll.add(socket.ours(), EPOLLIN | EPOLLRDHUP, 5);
  Say{"at most one: {}", epoll.wait(-1, 1).substr(0, 1)};
  shutdown(socket.theirs(), SHUT_WR);
  Say{"hung up: {}", epoll.wait(-1)};
  Say{"deleted: {}", epoll.control(EPOLL_CTL_DEL, socket.ours(), 0, 0)};
  pipe.close_reader();
  Say{"closed: {}", epoll.wait(1)};
  Say{"no room: {}", outcome(epoll_wait(epoll.number(), nullptr, 0, -1))};
  Say{"no epoll: {}", outcome(epoll_wait(another.reader(), nowhere<epoll_event>(), 1, -1))};
  Say{"closed: {}", outcome(epoll_wait(-1, nowhere<epoll_event>(), 1, -1))};
}

void epoll_until() {
  Epoll inner;
  Epoll outer;
  Ends pipe;
  inner.add(pipe.reader(), EPOLLIN, 1);
  outer.add(inner.number(), EPOLLIN, 2);
  std::thread teller([&] {
    usleep(3000);
    pipe.put("x");
  });
  Say{"one in another: {}", outer.wait(-1)};
  teller.join();
  Say{"the inner one: {}", inner.wait(-1)};
  pipe.take();
  constexpr long kEpollPwait2 = 441;
  timespec time{0, 1'500'000};
  const auto wait = [&](const timespec* until) {
    return inner.told([&](epoll_event* events) {
      return static_cast<int>(syscall(kEpollPwait2, inner.number(), events, 8, until, nullptr, 0));
    });
  };
  Say{"for a time: {}", wait(&time)};
  pipe.put("x");
  Say{"for ever: {}", wait(nullptr)};
}

// A signal that is blocked but while they wait.
void masks() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, nullptr);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  sigset_t none;
  sigemptyset(&none);
  Ends pipe;
  Epoll epoll;
  epoll.add(pipe.reader(), EPOLLIN, 1);
  pollfd entry{pipe.reader(), POLLIN, 0};
  const timespec time{0, 1'000'000};
  raise(SIGUSR1);
  Say{"poll, without: {}", outcome(ppoll(&entry, 1, &time, nullptr))};
  Say{"poll: {}", outcome(ppoll(&entry, 1, nullptr, &none))};
  raise(SIGUSR1);
  Say{"select: {}", outcome(pselect(0, nullptr, nullptr, nullptr, nullptr, &none))};
  raise(SIGUSR1);
  epoll_event event{};
  Say{"epoll: {}", outcome(epoll_pwait(epoll.number(), &event, 1, -1, &none))};
  const pid_t before = getpid();
  if (fork() == 0) {
    usleep(3000);
    kill(before, SIGUSR1);
    _exit(0);
  }
  Say{"poll, later: {}", outcome(ppoll(&entry, 1, nullptr, &none))};
  wait(nullptr);
}

void events() {
  const int plain = eventfd(0, 0);
  std::uint64_t value = 3;
  std::thread teller([&] {
    usleep(2000);
    [[maybe_unused]] const auto written = write(plain, &value, sizeof value);
  });
  std::uint64_t seen = 0;
  Say{"waits: {}", outcome(read(plain, &seen, sizeof seen))};
  teller.join();
  Say{"value: {}", seen};
  const int semaphore = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
  for (int i = 0; i < 3; ++i) {
    const std::string result = outcome(read(semaphore, &seen, sizeof seen));
    Say{"one of two: {}", result};
  }
}

void child_by_descriptor() {
  const pid_t child = fork();
  if (child == 0) {
    usleep(2000);
    _exit(4);
  }
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  pollfd entry{handle, POLLIN, 0};
  Say{"ended: {} {:#x}", outcome(poll(&entry, 1, -1)), entry.revents};
  siginfo_t info{};
  Say{"waited: {} {}",
      outcome(waitid(static_cast<idtype_t>(3), static_cast<id_t>(handle), &info, WEXITED)),
      info.si_status};
}

// Works for a long time, and rests in between.
void busy_with_rests() {
  constexpr int kRounds = 75;
  constexpr int kCalls = 2900;
  for (int round = 0; round < kRounds; ++round) {
    for (int call = 0; call < kCalls; ++call) syscall(SYS_times, nullptr);
    usleep(1000);
  }
  Say{"done"};
}

void many_lines_with_rests() {
  constexpr int kRounds = 3;
  constexpr int kLines = 40'000;
  for (int round = 0; round < kRounds; ++round) {
    std::string lines;
    for (int line = 0; line < kLines; ++line) lines += "x\n";
    write(STDERR_FILENO, lines.data(), lines.size());
    usleep(1000);
  }
  Say{"done"};
}

constexpr Attempt kWaiting[] = {
    {"poll: results", &poll_results},
    {"poll: until something comes", &poll_until},
    {"select: results", &select_results},
    {"select: time left", &select_time_left},
    {"epoll: results", &epoll_results},
    {"epoll: until something comes", &epoll_until},
    {"poll: with masks of signals", &masks},
    {"read: events", &events},
    {"poll: a child", &child_by_descriptor},
    {"rests: many calls", &busy_with_rests},
    {"rests: many lines", &many_lines_with_rests},
};

}  // namespace

std::span<const Attempt> waiting() { return kWaiting; }

}  // namespace calls
