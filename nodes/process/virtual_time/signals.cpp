// Signals, and how threads and processes end: see kernel.h.
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstring>
#include <map>

#include "base/overloaded.h"
#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {
namespace {

constexpr std::uint64_t bit_of(int signal) { return std::uint64_t{1} << (signal - 1); }

constexpr std::uint64_t kIgnoredByDefault =
    bit_of(SIGCHLD) | bit_of(SIGURG) | bit_of(SIGWINCH) | bit_of(SIGCONT);
constexpr std::uint64_t kStopping =
    bit_of(SIGSTOP) | bit_of(SIGTSTP) | bit_of(SIGTTIN) | bit_of(SIGTTOU);

// Those that end a process whose state that is.
std::uint64_t deadly(const SignalSets& sets) {
  return ~(sets.caught | sets.ignored | kIgnoredByDefault | kStopping) | bit_of(SIGKILL);
}

// What a thread takes that waits: what ends its process, or has a handler, and is not blocked. One
// that waits for signals takes all that it has named.
std::uint64_t taken(const SignalSets& sets, const Thread& thread) {
  const std::uint64_t awaited = thread.awaits_signals ? ~*thread.signal_mask : 0;
  const std::uint64_t blocked =
      thread.awaits_signals ? sets.blocked : thread.signal_mask.value_or(sets.blocked);
  return awaited | (~blocked & (sets.caught | deadly(sets)));
}

// All that we know stand still; has somebody killed this one?
bool is_dying(pid_t process) {
  if ((signals_of(process).pending & bit_of(SIGKILL)) != 0) return true;
  const char state = state_of(process);
  return state != 't' && state != 'D' && state != 'S';
}

void continue_gone(pid_t tid, int signal) {
  ptrace(PTRACE_CONT, tid, nullptr, static_cast<unsigned long>(signal));
}

}  // namespace

bool Kernel::has_signal(const Thread& thread) {
  const SignalSets sets = signals_of(thread.tid);
  return ((sets.pending | sets.shared) & taken(sets, thread)) != 0;
}

void Kernel::look_for_signals() {
  std::map<const Process*, std::uint64_t> shared;  // that a thread takes
  for (const auto& known : threads_) {
    Thread& thread = *known;
    if (thread.state != Thread::State::parked || thread.waiting == Waiting::kernel) continue;
    const SignalSets sets = signals_of(thread.tid);
    const std::uint64_t taken_here = taken(sets, thread);
    std::uint64_t& taken_before = shared[thread.process];
    const std::uint64_t from_process = sets.shared & taken_here & ~taken_before;
    if ((sets.pending & taken_here) == 0 && from_process == 0) continue;
    taken_before |= from_process;
    interrupt(thread);
  }
}

void Kernel::interrupt(Thread& thread) {
  const Waiting waiting = thread.waiting;
  if (waiting == Waiting::turn) {
    go_on(thread, thread.after_turn);
  } else {
    go_on(thread, Answer::native());
    thread.is_interrupted = true;
  }
}

void Kernel::on_signal(Thread& thread, int signal) {
  if (signal == SIGSEGV &&
      carry_out_clock(thread, [this] { return page_->clock().monotonic_origin + read_clock(); })) {
    continue_gone(thread.tid, 0);
    return;
  }
  if (signal == SIGTRAP && carry_out_random(thread, [this] { return draw(); })) {
    continue_gone(thread.tid, 0);
    return;
  }
  if ((bit_of(signal) & kStopping) != 0) {
    give_up("is stopped by a signal, which virtual time does not know");
    return;
  }
  name_sender(thread);
  Process& process = *thread.process;
  const bool is_deadly = (deadly(signals_of(thread.tid)) & bit_of(signal)) != 0;
  continue_gone(thread.tid, signal);
  if (is_deadly) reap(process);
}

// Who has sent the signal, by the number by which the program knows it.
void Kernel::name_sender(const Thread& thread) const {
  siginfo_t info{};
  if (has_own_numbers() || ptrace(PTRACE_GETSIGINFO, thread.tid, nullptr, &info) != 0) return;
  const bool was_sent =
      info.si_code == SI_USER || info.si_code == SI_TKILL || info.si_code == SI_QUEUE;
  if (!was_sent || info.si_pid != launched_.process) return;
  info.si_pid = number_;
  ptrace(PTRACE_SETSIGINFO, thread.tid, nullptr, &info);
}

void Kernel::on_gone(Thread& thread, int status) {
  thread.state = Thread::State::gone;
  something_happened_ = true;
  std::erase(runnable_, &thread);
  Process& process = *thread.process;
  wake_heirs();
  release_vfork_parent(thread);
  for (const auto& child : threads_) {
    if (child->vfork_parent == &thread) child->vfork_parent = nullptr;
  }
  if (!has_others(thread)) {
    process_ended(process, status);
  } else if (WIFSIGNALED(status) || !has_living(process)) {
    reap(process);
  }
}

void Kernel::reap(Process& process) {
  while (!process.has_ended) {
    bool moved = false;
    for (std::size_t i = 0; i < threads_.size() && !process.has_ended; ++i) {
      Thread& thread = *threads_[i];
      if (thread.process != &process || thread.state == Thread::State::gone) continue;
      int status = 0;
      const pid_t told = waitpid(thread.tid, &status, __WALL | __WNOTHREAD | WNOHANG);
      if (told == 0 || (told < 0 && errno == EINTR)) continue;
      moved = true;
      if (told < 0) {
        on_gone(thread, 0);
      } else if (WIFSTOPPED(status)) {
        continue_gone(thread.tid, 0);
      } else {
        on_gone(thread, status);
      }
    }
    if (!moved) sched_yield();  // it shares our processor
  }
}

void Kernel::process_ended(Process& process, int status) {
  if (std::exchange(process.has_ended, true)) return;
  process.handle.reset();
  timers_.remove_of(process);
  if (is_main(process)) {
    streams_.pump();
    if (WIFSIGNALED(status)) {
      end({End::Kind::signalled, WTERMSIG(status), {}});
    } else {
      end({End::Kind::exited, WEXITSTATUS(status), {}});
    }
    return;
  }
  // Its parent may be another one by now.
  for (const auto& thread : threads_) {
    if (thread->state == Thread::State::parked && thread->waiting == Waiting::child)
      make_call_again(*thread);
  }
  look_for_signals();  // SIGCHLD
}

// It stays as a zombie until the others have ended, and nobody is told of it before.
void Kernel::let_first_end(Thread& thread) {
  continue_gone(thread.tid, 0);
  while (state_of(thread.tid) != 'Z') sched_yield();
  thread.state = Thread::State::parked;
  thread.waiting = Waiting::kernel;
  thread.has_ended = true;
  something_happened_ = true;
  wake_heirs();
}

bool Kernel::has_living(const Process& process) const {
  return std::any_of(threads_.begin(), threads_.end(), [&](const auto& thread) {
    return thread->process == &process && thread->state != Thread::State::gone &&
           !thread->has_ended;
  });
}

bool Kernel::has_others(const Thread& thread) const {
  return std::any_of(threads_.begin(), threads_.end(), [&](const auto& other) {
    return other->process == thread.process && other.get() != &thread &&
           other->state != Thread::State::gone;
  });
}

void Kernel::let_exit(Thread& thread) {
  Process& process = *thread.process;
  continue_gone(thread.tid, 0);
  reap(process);
}

// Where a debugger comes next, each thread stands before the call that it waits in.
std::vector<std::int64_t> Kernel::release() {
  std::vector<std::int64_t> numbers;
  for (const auto& process : processes_) {
    if (process->has_ended) continue;
    kill(process->pid, SIGSTOP);
    numbers.push_back(process->pid);
  }
  for (const auto& thread : threads_) {
    if (thread->state == Thread::State::gone || thread->waiting == Waiting::kernel) continue;
    thread->registers.rewind();
    thread->registers.store(thread->tid);
    ptrace(PTRACE_DETACH, thread->tid, nullptr, nullptr);
  }
  return numbers;
}

void Kernel::reap_killed() {
  for (std::size_t i = 0; i < processes_.size() && !end_; ++i) {
    Process& process = *processes_[i];
    if (!process.has_ended && is_dying(process.pid)) reap(process);
  }
}

void Kernel::fire(Timer& timer, std::uint64_t expirations) {
  const auto send = [this](const Process& process) {
    kill(process.pid, SIGALRM);
    look_for_signals();
  };
  std::visit(Overloaded{[&](TimerDescriptor& what) {
                          if (find_again(what)) {
                            fire(what, expirations);
                          } else {
                            timer.due.reset();  // nobody has it any more
                          }
                        },
                        [&](const AlarmTimer& what) { send(*what.process); },
                        [&](const SignalTimer& what) { fire(what); }},
             timer.what);
}

bool Kernel::find_again(TimerDescriptor& what) {
  if (!what.process->has_ended && number_of_event(what.process->pid, what.descriptor) == what.event)
    return true;
  for (const auto& process : processes_) {
    if (process->has_ended) continue;
    const auto found = find_event(process->pid, what.event);
    if (!found) continue;
    what.process = process.get();
    what.descriptor = *found;
    return true;
  }
  return false;
}

void Kernel::forget_closed_timers() {
  timers_.all().remove_if([this](Timer& timer) {
    auto* what = std::get_if<TimerDescriptor>(&timer.what);
    return what != nullptr && !find_again(*what);
  });
}

void Kernel::fire(const TimerDescriptor& what, std::uint64_t expirations) {
  something_happened_ = true;
  const auto thread = std::find_if(threads_.begin(), threads_.end(), [&](const auto& other) {
    return other->process == what.process && other->state != Thread::State::gone &&
           other->waiting != Waiting::kernel;
  });
  if (thread == threads_.end()) return;
  if (const auto ours = borrow(**thread, what.descriptor)) {
    [[maybe_unused]] const auto written = write(ours->get(), &expirations, sizeof expirations);
    return;
  }
  std::memcpy(scratch(), &expirations, sizeof expirations);
  make_call(
      **thread, SYS_write,
      {static_cast<std::uint64_t>(what.descriptor), scratch_in(**thread), sizeof expirations});
}

void Kernel::fire(const SignalTimer& what) {
  if (what.signal == 0) return;
  siginfo_t info{};
  info.si_signo = what.signal;
  info.si_code = SI_TIMER;
  info.si_timerid = what.id;
  info.si_value.sival_ptr = std::bit_cast<void*>(what.value);
  const Thread* thread = what.thread == 0 ? nullptr : thread_by_number(what.thread);
  if (thread != nullptr) {
    syscall(SYS_rt_tgsigqueueinfo, what.process->pid, thread->tid, what.signal, &info);
  } else {
    syscall(SYS_rt_sigqueueinfo, what.process->pid, what.signal, &info);
  }
  look_for_signals();
}

}  // namespace eddy::nodes::process
