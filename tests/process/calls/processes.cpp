// Children: how they come to be, and how one waits for them.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

pid_t child_that_exits(int code, useconds_t after = 0) {
  const pid_t child = fork();
  if (child == 0) {
    if (after > 0) usleep(after);
    _exit(code);
  }
  return child;
}

// One that waits until there is something behind the gate.
pid_t child_behind(const Ends& gate, int code) {
  const pid_t child = fork();
  if (child == 0) {
    gate.take();
    _exit(code);
  }
  return child;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

void waiting_for_children() {
  int status = 0;
  Say{"none: {}", outcome(waitpid(-1, &status, 0))};
  const Ends gate;
  const pid_t slow = child_behind(gate, 1);
  const pid_t quick = child_that_exits(2, 2000);
  Say{"not yet: {}", outcome(waitpid(slow, &status, WNOHANG))};
  Say{"the quick one: {} {}", wait(&status) == quick, code_of(status)};
  gate.put("x");
  Say{"the slow one: {} {}", waitpid(slow, &status, 0) == slow, code_of(status)};
  Say{"no more: {}", outcome(wait(&status))};
  const pid_t first = child_that_exits(3, 3000);
  const pid_t second = child_that_exits(4);
  Say{"in order: {} {}", waitpid(first, &status, 0) == first, code_of(status)};
  Say{"in order: {} {}", waitpid(second, nullptr, 0) == second, code_of(status)};
  const pid_t of_group = child_that_exits(5, 2000);
  Say{"its group: {} {}", waitpid(0, &status, 0) == of_group, code_of(status)};
  Say{"another group: {}", outcome(waitpid(-4'000'000, &status, 0))};
  Say{"unknown options: {}", outcome(waitpid(-1, &status, 0x80))};
}

void waiting_by_id() {
  siginfo_t info{};
  Say{"none: {}", outcome(waitid(P_ALL, 0, &info, WEXITED))};
  const Ends gate;
  pid_t child = child_behind(gate, 1);
  Say{"not yet: {} {}", outcome(waitid(P_ALL, 0, &info, WEXITED | WNOHANG)), info.si_pid};
  gate.put("x");
  Say{"looked at: {}", outcome(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT))};
  Say{"info: {} {} {} {}", info.si_pid == child, info.si_status, info.si_code == CLD_EXITED,
      info.si_signo == SIGCHLD};
  Say{"taken: {} {}", outcome(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED)),
      info.si_status};
  Say{"no more: {}", outcome(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED))};
  child = child_that_exits(2, 2000);
  Say{"without info: {}", outcome(waitid(P_ALL, 0, nullptr, WEXITED))};
  child = child_that_exits(3);
  Say{"without info: {}", outcome(waitid(P_PID, static_cast<id_t>(child), nullptr, WEXITED))};
  Say{"no options: {}", outcome(waitid(P_ALL, 0, &info, 0))};
}

// What a child has used is no fact of this machine: it only has to be there.
void usage_of_children() {
  rusage usage{};
  usage.ru_maxrss = -1;
  const pid_t child = child_that_exits(0, 1000);
  Say{"waited: {} {}", wait4(child, nullptr, 0, &usage) == child, usage.ru_maxrss >= 0};
}

void waiting_by_a_thread() {
  const pid_t child = child_that_exits(6, 3000);
  std::thread waiter([child] {
    int status = 0;
    Say{"a thread: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
  });
  waiter.join();
  pid_t of_thread = 0;
  std::thread parent([&of_thread] { of_thread = child_that_exits(7, 3000); });
  parent.join();
  int status = 0;
  Say{"of a thread: {} {}", waitpid(of_thread, &status, 0) == of_thread, code_of(status)};
}

void unwanted_children() {
  signal(SIGCHLD, SIG_IGN);
  child_that_exits(1, 1000);
  child_that_exits(2, 3000);
  Say{"ignored: {}", outcome(wait(nullptr))};
}

void vforked() {
  volatile int shared = 1;
  const pid_t child = vfork();
  if (child == 0) {
    shared = 2;
    usleep(2000);
    _exit(8);
  }
  Say{"it went first: {}", shared};
  int status = 0;
  Say{"ended: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
  const pid_t other = vfork();
  if (other == 0) {
    execl("/bin/sh", "sh", "-c", "echo of a shell; exit 9", nullptr);
    _exit(1);
  }
  waitpid(other, &status, 0);
  Say{"ended: {}", code_of(status)};
}

void spawned() {
  std::array<char*, 4> arguments = {const_cast<char*>("sh"), const_cast<char*>("-c"),
                                    const_cast<char*>("cat; exit 4"), nullptr};
  Ends pipe;
  fcntl(pipe.writer(), F_SETFD, FD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe.reader(), 0);
  pid_t child = 0;
  Say{"spawned: {}", posix_spawn(&child, "/bin/sh", &actions, nullptr, arguments.data(), environ)};
  pipe.put("from the parent\n");
  pipe.close_writer();
  int status = 0;
  Say{"ended: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
  Say{"no such file: {}", strerrorname_np(posix_spawn(&child, "/no/such/file", nullptr, nullptr,
                                                      arguments.data(), environ))};
  Say{"no child: {}", outcome(wait(&status))};
}

// While one thread waits for its child to begin, the others go on.
void spawned_beside_threads() {
  std::atomic<bool> is_over{false};
  std::atomic<int> turns{0};
  std::thread other([&] {
    while (!is_over) {
      usleep(1000);
      ++turns;
    }
  });
  while (turns == 0) usleep(1000);
  const pid_t child = vfork();
  if (child == 0) {
    while (turns < 5) usleep(1000);
    _exit(0);
  }
  Say{"it went on: {}", turns >= 5};
  is_over = true;
  other.join();
  Say{"ended: {}", waitpid(child, nullptr, 0) == child};
}

void orphans() {
  Ends told;
  const pid_t child = fork();
  if (child == 0) {
    const pid_t grandchild = fork();
    if (grandchild == 0) {
      usleep(3000);
      told.put(getppid() == 1 ? "has another parent" : "has a parent");
      _exit(0);
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  told.close_writer();
  Say{"it lives: {}", told.take().substr(0, 5)};
  Say{"is nobody's: {}", outcome(wait(nullptr))};
}

void adopted() {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t self = getpid();
  const pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      while (getppid() != self) usleep(1000);
      _exit(5);
    }
    _exit(1);
  }
  int status = 0;
  Say{"the child: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
  Say{"its child: {} {}", wait(&status) > 0, code_of(status)};
}

// A sibling, where a child was meant.
void siblings() {
  Ends told;
  const pid_t child = fork();
  if (child == 0) {
    const long sibling = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
    if (sibling == 0) {
      usleep(5000);
      _exit(3);
    }
    _exit(2);
  }
  int status = 0;
  Say{"the child: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
  Say{"the other: {} {}", wait(&status) > 0, code_of(status)};
}

void many_children() {
  constexpr int kChildren = 40;
  std::vector<pid_t> children;
  for (int i = 0; i < kChildren; ++i)
    children.push_back(child_that_exits(i, static_cast<useconds_t>(100 * i)));
  int sum = 0;
  int status = 0;
  while (wait(&status) > 0) sum += code_of(status);
  Say{"the sum of all: {}", sum};
}

void numbers() {
  Say{"a process: {}", getpid() > 1};
  Say{"its first thread: {}", getpid() == syscall(SYS_gettid)};
  std::thread other([] { Say{"another: {}", getpid() != syscall(SYS_gettid)}; });
  other.join();
  const pid_t parent = getpid();
#ifdef SYS_fork
  const auto child = static_cast<pid_t>(syscall(SYS_fork));
#else
  const pid_t child = fork();
#endif
  if (child == 0) {
    Say{"of the child: {} {}", getppid() == parent, getpid() != parent};
    _exit(getpid() == syscall(SYS_gettid) ? 0 : 1);
  }
  int status = 0;
  Say{"waited: {} {}", waitpid(child, &status, 0) == child, code_of(status)};
}

constexpr Attempt kProcesses[] = {
    {"children: waited for", &waiting_for_children},
    {"children: waited for by id", &waiting_by_id},
    {"children: what they used", &usage_of_children},
    {"children: threads wait", &waiting_by_a_thread},
    {"children: unwanted", &unwanted_children},
    {"children: vfork", &vforked},
    {"children: spawned", &spawned},
    {"children: vfork beside threads", &spawned_beside_threads},
    {"children: orphans", &orphans},
    {"children: adopted", &adopted},
    {"children: siblings", &siblings},
    {"children: many", &many_children},
    {"processes: numbers", &numbers},
};

}  // namespace

std::span<const Attempt> processes() { return kProcesses; }

}  // namespace calls
