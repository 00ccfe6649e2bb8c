// How a thread goes on, and what is done when it stops: see kernel.h.
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>

#include "eddy/base/ensure.h"
#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {
namespace {

constexpr int kCallStop = SIGTRAP | 0x80;  // PTRACE_O_TRACESYSGOOD

int event_of_stop(int status) {
  constexpr int kEvent = 16;
  return status >> kEvent;
}

unsigned long message_of(const Thread& thread) {
  unsigned long message = 0;
  ptrace(PTRACE_GETEVENTMSG, thread.tid, nullptr, &message);
  return message;
}

void continue_with(const Thread& thread, int signal) {
  ptrace(PTRACE_CONT, thread.tid, nullptr, static_cast<unsigned long>(signal));
}

const Handler* handler_of(int number) {
  const auto known = calls();
  const auto found = std::find_if(known.begin(), known.end(),
                                  [number](const Call& call) { return call.number == number; });
  return found == known.end() || found->handler == nullptr ? nullptr : &found->handler;
}

}  // namespace

void Kernel::resume(Thread& thread) {
  if (thread.state == Thread::State::gone) return;
  Answer next = std::exchange(thread.next, Answer::native());
  const bool goes_native = next.kind == Answer::Kind::native;
  // What it waited for may have been taken by another thread in the meantime.
  const bool looked = thread.last_waiting == Waiting::input && !thread.is_interrupted;
  if (goes_native && looked && !thread.is_ready(*this, thread)) {
    park(thread, Waiting::input, thread.last_deadline);
    return;
  }
  if (goes_native && looked && reads_main_input(thread)) takes_input(thread);
  // Another thread has taken the signal.
  if (thread.is_interrupted && !has_signal(thread)) {
    thread.is_interrupted = false;
    if (thread.last_waiting == Waiting::sleep || thread.last_waiting == Waiting::input) {
      park(thread, thread.last_waiting, thread.last_deadline);
      return;
    }
    thread.makes_call_again = true;
  }
  if (goes_native && !thread.makes_call_again) {
    const auto result = result_of_waiting(thread);
    if (thread.state == Thread::State::parked) {  // after it has done a part
      something_happened_ = true;
      return;
    }
    if (result) next = Answer::result(*result);
  }
  thread.last_waiting = Waiting::nothing;
  thread.is_ready = nullptr;
  thread.time_is_up = nullptr;
  thread.tell_time_left = nullptr;
  thread.make_ready_call = nullptr;
  thread.state = Thread::State::running;
  something_happened_ = true;
  if (next.kind == Answer::Kind::result || next.kind == Answer::Kind::yield) {
    thread.registers.skip_with(next.value);
    thread.registers.store(thread.tid);
  } else if (thread.is_after_call && thread.is_interrupted) {
    if (is_made_again(thread.registers.call())) {
      thread.registers.interrupted();
    } else {
      thread.registers.interrupted_for_good();
    }
    thread.registers.store(thread.tid);
  } else if (thread.is_after_call) {
    // Behind another call than its own, it goes back before its own.
    thread.lets_call_pass =
        !thread.makes_call_again && handler_of(thread.registers.call()) != nullptr;
    thread.registers.rewind();
    thread.registers.store(thread.tid);
  } else if (thread.makes_call_again) {
    thread.registers.rewind();
    thread.registers.store(thread.tid);
  }
  thread.makes_call_again = false;
  thread.is_interrupted = false;
  thread.is_after_call = false;
  continue_with(thread, std::exchange(thread.signal, 0));
  follow(thread);
}

// Of a call that has waited and is now interrupted or ready; nothing: the kernel makes it. It may also
// have to wait anew.
std::optional<std::int64_t> Kernel::result_of_waiting(Thread& thread) {
  if (!thread.is_interrupted)
    return thread.make_ready_call == nullptr ? std::nullopt : thread.make_ready_call(*this, thread);
  if (thread.written > 0) return thread.written;
  // Made by the real kernel, it would tell how much of a real time is left. But signals that only its
  // mask lets through need the call.
  if (thread.tell_time_left == nullptr || thread.signal_mask) return std::nullopt;
  thread.tell_time_left(thread, thread.last_deadline ? until(*thread.last_deadline) : 0);
  return -EINTR;
}

void Kernel::follow(Thread& thread) {
  while (!end_ && thread.state == Thread::State::running) {
    const auto status = wait_for(thread);
    if (status && !end_) on_stop(thread, *status);
  }
}

std::optional<int> Kernel::wait_for(Thread& thread) {
  watchdog_.forget();
  for (;;) {
    int status = 0;
    if (waitpid(thread.tid, &status, __WALL | __WNOTHREAD) == thread.tid) return status;
    if (errno == EINTR) {
      if (reap_replaced(thread)) continue;
      if (streams_.pump()) {
        watchdog_.hurry();
        watchdog_.forget();
      } else if (streams_.complaint()) {
        end({End::Kind::not_started, 0, *streams_.complaint()});
        return std::nullopt;
      } else if (const auto complaint = watchdog_.look(thread)) {
        if (watchdog_.waits_in() && waits_to_write(thread, *watchdog_.waits_in()))
          return std::nullopt;
        give_up(*complaint);
        return std::nullopt;
      }
      continue;
    }
    // Its number is gone: it has become the first thread of its process, by execve.
    ensure(thread.tid != thread.process->pid, "a thread that is followed is there");
    thread.tid = thread.process->pid;
  }
}

// Who becomes another program waits until the other threads of its process, whose end that is, have
// been reaped.
bool Kernel::reap_replaced(const Thread& by) {
  bool reaped = false;
  for (const auto& other : threads_) {
    if (other->process != by.process || other.get() == &by || other->state == Thread::State::gone)
      continue;
    int status = 0;
    if (waitpid(other->tid, &status, __WALL | __WNOTHREAD | WNOHANG) != other->tid ||
        WIFSTOPPED(status))
      continue;
    other->state = Thread::State::gone;
    std::erase(runnable_, other.get());
    reaped = true;
  }
  return reaped;
}

void Kernel::on_stop(Thread& thread, int status) {
  streams_.may_have_read();
  if (WIFEXITED(status) || WIFSIGNALED(status)) {
    on_gone(thread, status);
    return;
  }
  switch (event_of_stop(status)) {
    case PTRACE_EVENT_SECCOMP:
      on_call(thread);
      return;
    case PTRACE_EVENT_CLONE:
    case PTRACE_EVENT_FORK:
      on_child(thread, false);
      return;
    case PTRACE_EVENT_VFORK:
      on_child(thread, true);
      return;
    case PTRACE_EVENT_EXEC:
      on_program(thread);
      if (!end_) continue_with(thread, 0);
      return;
    case PTRACE_EVENT_STOP: {
      const int signal = WSTOPSIG(status);
      if (signal == SIGTRAP) {
        continue_with(thread, 0);
      } else {
        give_up("was stopped by a signal, which virtual time does not know");
      }
      return;
    }
    default:
      on_signal(thread, WSTOPSIG(status));
  }
}

void Kernel::on_call(Thread& thread) {
  if (!thread.registers.load(thread.tid)) return;
  if (std::exchange(thread.lets_call_pass, false)) {
    continue_with(thread, 0);
    return;
  }
  thread.signal_mask.reset();
  thread.awaits_signals = false;
  thread.written = 0;
  const Handler* handler = handler_of(thread.registers.call());
  answer_call(thread, handler == nullptr ? Answer::native() : (*handler)(*this, thread));
}

void Kernel::answer_call(Thread& thread, const Answer& answer) {
  if (end_ || answer.kind == Answer::Kind::gone || answer.kind == Answer::Kind::wait) return;
  if (spins(thread, answer)) return;
  if (answer.kind == Answer::Kind::yield) {
    thread.state = Thread::State::runnable;
    thread.next = answer;
    runnable_.push_back(&thread);
    return;
  }
  if (answer.kind == Answer::Kind::result) {
    thread.registers.skip_with(answer.value);
    thread.registers.store(thread.tid);
  } else if (thread.is_after_call) {
    thread.registers.rewind();
    thread.registers.store(thread.tid);
    thread.lets_call_pass = true;
  }
  thread.is_after_call = false;
  continue_with(thread, 0);
}

// A thread that makes calls and never waits: others take their turns, and then time passes. Counted
// in calls, so that it is the same in each run.
bool Kernel::spins(Thread& thread, const Answer& answer) {
  constexpr unsigned kMostCalls = 3000;
  constexpr unsigned kMostCallsOfBeginner = 50'000;  // that loads its libraries
  constexpr unsigned kMostCallsOfSpinner = 24;
  constexpr std::int64_t kTurn = 1'000'000;
  constexpr unsigned kLongestTurn = 3;
  constexpr unsigned kTurnsOfOneLength = 8;
  constexpr std::uint64_t kMostRestlessCalls = 200'000;
  if (++restless_calls_ > kMostRestlessCalls) {
    give_up("makes system calls without end, and waits for nothing");
    return true;
  }
  const unsigned most = thread.turns > 0  ? kMostCallsOfSpinner
                        : has_read_input_ ? kMostCalls
                                          : kMostCallsOfBeginner;
  if (++thread.calls <= most) return false;
  thread.calls = 0;
  if (!runnable_.empty() && thread.turns == 0) {
    ++thread.turns;
    thread.state = Thread::State::runnable;
    thread.next = answer;
    runnable_.push_back(&thread);
    return true;
  }
  thread.after_turn = answer;
  thread.is_ready = nullptr;
  const unsigned longer = std::min(thread.turns++ / kTurnsOfOneLength, kLongestTurn);
  park(thread, Waiting::turn, after(kTurn << longer));
  return true;
}

void Kernel::on_child(Thread& thread, bool is_vfork) {
  const auto tid = static_cast<pid_t>(message_of(thread));
  thread.registers.load(thread.tid);
  Process& process = makes_thread(thread) ? *thread.process : add_process(tid, thread.process);
  wait_for_stop(tid);
  Thread& child = add_thread(tid, process);
  runnable_.push_back(&child);
  if (is_vfork) {
    child.vfork_parent = &thread;
    continue_with(thread, 0);
    park(thread, Waiting::kernel, std::nullopt);
  } else {
    continue_with(thread, 0);
  }
}

void Kernel::release_vfork_parent(Thread& thread) {
  Thread* parent = std::exchange(thread.vfork_parent, nullptr);
  if (parent == nullptr || parent->state != Thread::State::parked) return;
  wait_for_stop(parent->tid);  // PTRACE_EVENT_VFORK_DONE
  go_on(*parent, Answer::native());
}

std::int64_t Kernel::make_call(Thread& thread, long number,
                               std::initializer_list<std::uint64_t> arguments) {
  Registers registers = thread.registers;
  if (thread.is_after_call) {
    registers.rewind(number);
  } else {
    registers.set_call(number);
  }
  std::size_t which = 0;
  for (const std::uint64_t argument : arguments) registers.set_argument(which++, argument);
  registers.store(thread.tid);
  int stops_at_calls = thread.is_after_call ? 2 : 1;  // its beginning, and its end
  thread.is_after_call = true;
  while (stops_at_calls > 0) {
    ptrace(PTRACE_SYSCALL, thread.tid, nullptr, nullptr);
    const int status = wait_for_stop(thread.tid);
    if (!WIFSTOPPED(status)) return -ESRCH;
    if (WSTOPSIG(status) == kCallStop) {
      --stops_at_calls;
    } else if (event_of_stop(status) == 0) {
      thread.signal = WSTOPSIG(status);  // it gets it when it goes on
    }
  }
  Registers after;
  after.load(thread.tid);
  thread.registers.store(thread.tid);
  return after.result();
}

}  // namespace eddy::nodes::process
