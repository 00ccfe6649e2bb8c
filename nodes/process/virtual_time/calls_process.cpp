// Threads, processes and signals.
#include <fmt/format.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/time_values.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process::answer {

Answer start_thread(Kernel& kernel, Thread&) {
  constexpr std::size_t kMostThreads = 512;
  if (kernel.thread_count() < kMostThreads) return Answer::native();
  kernel.tell("eddy: a node may have 512 threads and processes; no more are made");
  return Answer::result(-EAGAIN);
}

Answer exit_thread(Kernel& kernel, Thread& thread) {
  const bool is_first = thread.tid == thread.process->pid;
  if (!is_first || !kernel.has_others(thread)) return Answer::native();
  kernel.let_first_end(thread);
  return Answer::gone();
}

Answer exit_process(Kernel& kernel, Thread& thread) {
  kernel.let_exit(thread);
  return Answer::gone();
}

// The call is made, but so that it does not wait; if no child has changed by then, it is made again
// once one has.
Answer wait_for_child(Kernel& kernel, Thread& thread) {
  constexpr std::int64_t kUsedByChild = 1'000'000;  // ns
  const Registers& registers = thread.registers;
  const bool is_waitid = registers.call() == SYS_waitid;
  const std::uint64_t options = registers.argument(is_waitid ? 3 : 2);
  const std::uint64_t usage_at = registers.argument(is_waitid ? 4 : 3);
  const bool is_asked = (options & WNOHANG) != 0;
  if (is_asked && usage_at == 0) return Answer::native();
  std::int64_t result = 0;
  bool has_changed = false;
  if (is_waitid) {
    const std::uint64_t wished = registers.argument(2);
    const std::uint64_t info_at = wished != 0 ? wished : Kernel::scratch_in(thread);
    result = kernel.make_call(thread, SYS_waitid,
                              {registers.argument(0), registers.argument(1), info_at,
                               options | WNOHANG, registers.argument(4)});
    const auto info = read_value<siginfo_t>(thread.tid, info_at);
    has_changed = result == 0 && info && info->si_pid != 0;
  } else {
    result = kernel.make_call(
        thread, SYS_wait4,
        {registers.argument(0), registers.argument(1), options | WNOHANG, registers.argument(3)});
    has_changed = result > 0;
  }
  // What it has really used is another thing each time.
  if (has_changed && usage_at != 0) write_usage(thread, usage_at, kUsedByChild);
  if (has_changed || result != 0 || is_asked) return Answer::result(result);
  kernel.park(thread, Waiting::child, std::nullopt);
  return Answer::wait();
}

namespace {

#ifdef SYS_pause
constexpr int kPause = SYS_pause;
#else
constexpr int kPause = -1;
#endif

}  // namespace

Answer wait_for_signal(Kernel& kernel, Thread& thread) {
  const Registers& registers = thread.registers;
  const bool is_timed = registers.call() == SYS_rt_sigtimedwait;
  std::optional<Moment> deadline;
  if (registers.call() != kPause) {
    const auto set = read_value<std::uint64_t>(thread.tid, registers.argument(0));
    if (!set) return Answer::result(-EFAULT);
    // One waits for what the set names, the other for all that it does not name.
    thread.signal_mask = is_timed ? ~*set : *set;
    thread.awaits_signals = is_timed;
  }
  if (is_timed && registers.argument(2) != 0) {
    const std::int64_t time = read_time(thread, registers.argument(2));
    if (time < 0) return Answer::result(time);
    deadline = kernel.after(time);
    thread.time_is_up = [](Kernel&, Thread&) -> std::int64_t { return -EAGAIN; };
  }
  if (Kernel::has_signal(thread)) return Answer::native();
  if (deadline && kernel.is_due(*deadline)) return Answer::yield(-EAGAIN);
  kernel.park(thread, Waiting::signal, deadline);
  return Answer::wait();
}

namespace {

// Does a signal to that number reach the process of the thread itself? 0 and less name groups; -1 all
// but itself.
bool is_own(const Kernel& kernel, const Thread& thread, pid_t target) {
  if (target > 0) return target == thread.inner || target == thread.process->inner;
  if (target == 0) return true;
  const pid_t group = ::getpgid(thread.process->pid);
  if (!kernel.has_own_numbers()) return kernel.real_number(target) == -group;
  const auto& all = kernel.processes();
  return std::any_of(all.begin(), all.end(), [&](const auto& process) {
    return process->inner == -target && process->pid == group;
  });
}

// That a descriptor of pidfd_open stands for, by its number here.
pid_t named_process(const Thread& thread, int descriptor) {
  const std::string told =
      read_proc(fmt::format("/proc/{}/fdinfo/{}", thread.process->pid, descriptor));
  constexpr std::string_view kName = "Pid:\t";
  const std::size_t at = told.find(kName);
  return at == std::string::npos ? 0 : std::atoi(told.c_str() + at + kName.size());
}

}  // namespace

Answer send_signal(Kernel& kernel, Thread& thread) {
  Registers& registers = thread.registers;
  const int call = registers.call();
  const bool names_thread = call == SYS_tgkill || call == SYS_rt_tgsigqueueinfo;
  const bool names_descriptor = call == SYS_pidfd_send_signal;
  const auto target = static_cast<pid_t>(registers.argument(0));
  const auto signal = static_cast<int>(registers.argument(names_thread ? 2 : 1));
  const bool is_own_end =
      signal == SIGKILL && (names_descriptor ? named_process(thread, target) == thread.process->pid
                                             : is_own(kernel, thread, target));
  // Without a namespace, all would be all on this machine.
  if (call == SYS_kill && target == -1 && !kernel.has_own_numbers()) return Answer::result(-EPERM);
  const auto make_real = [&](std::size_t which) {
    const pid_t real = kernel.real_number(static_cast<pid_t>(registers.argument(which)));
    registers.set_argument(which, static_cast<std::uint64_t>(real));
  };
  const Registers before = registers;
  if (!names_descriptor) make_real(0);
  if (names_thread) make_real(1);
  if (is_own_end) {
    // Nobody comes back from this call.
    registers.store(thread.tid);
    kernel.let_exit(thread);
    kernel.reap_killed();
    return Answer::gone();
  }
  const auto arguments = registers;
  registers = before;
  const std::int64_t result = kernel.make_call(
      thread, call,
      {arguments.argument(0), arguments.argument(1), arguments.argument(2), arguments.argument(3)});
  if (signal == SIGKILL) kernel.reap_killed();
  if (signal != 0) kernel.look_for_signals();
  return Answer::result(result);
}

Answer getpid(Kernel& kernel, Thread& thread) {
  if (kernel.has_own_numbers()) return Answer::native();
  return Answer::result(thread.process->inner);
}

Answer gettid(Kernel& kernel, Thread& thread) {
  if (kernel.has_own_numbers()) return Answer::native();
  return Answer::result(thread.inner);
}

Answer getppid(Kernel& kernel, Thread& thread) {
  if (kernel.has_own_numbers()) return Answer::native();
  return Answer::result(
      kernel.number_of(static_cast<pid_t>(kernel.make_call(thread, SYS_getppid, {}))));
}

}  // namespace eddy::nodes::process::answer
