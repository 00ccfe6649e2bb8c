// How a thread goes on, and what is done when it stops: see kernel.h.
#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "eddy/base/ensure.h"
#include "nodes/process/virtual_time/instructions.h"
#include "nodes/process/virtual_time/kernel.h"
#include "nodes/process/virtual_time/tracee.h"
#include "nodes/process/virtual_time/vdso.h"

namespace eddy::nodes::process {
namespace {

constexpr int kWaitFlags = __WALL | __WNOTHREAD;
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

int wait_uninterrupted(pid_t tid) {
  int status = 0;
  while (waitpid(tid, &status, kWaitFlags) < 0) {
    if (errno != EINTR) return 0;
  }
  return status;
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
  const Answer next = std::exchange(thread.next, Answer::native());
  const bool goes_native = next.kind == Answer::Kind::native;
  // What it waited for may have been taken by another thread in the meantime.
  const bool looked = thread.last_waiting == Waiting::input && !thread.is_interrupted;
  if (goes_native && looked && !thread.is_ready(*this, thread)) {
    park(thread, Waiting::input, thread.last_deadline);
    return;
  }
  // Another thread has taken the signal.
  if (thread.is_interrupted && !has_signal(thread)) {
    thread.is_interrupted = false;
    thread.makes_call_again = true;
  }
  thread.last_waiting = Waiting::nothing;
  thread.is_ready = nullptr;
  thread.time_is_up = nullptr;
  thread.state = Thread::State::running;
  something_happened_ = true;
  if (next.kind == Answer::Kind::result || next.kind == Answer::Kind::yield) {
    thread.registers.skip_with(next.value);
    thread.registers.store(thread.tid);
  } else if (thread.is_after_call && thread.is_interrupted) {
    thread.registers.interrupted();
    thread.registers.store(thread.tid);
  } else if (thread.is_after_call) {
    // Behind another call than its own, it goes back before its own.
    thread.lets_call_pass = !thread.makes_call_again;
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

void Kernel::follow(Thread& thread) {
  while (!end_ && thread.state == Thread::State::running) {
    const int status = wait_for(thread);
    if (!end_ && thread.state == Thread::State::running) on_stop(thread, status);
  }
}

int Kernel::wait_for(Thread& thread) {
  watchdog_.forget();
  for (;;) {
    int status = 0;
    if (waitpid(thread.tid, &status, kWaitFlags) == thread.tid) return status;
    if (errno == EINTR) {
      if (streams_.pump()) {
        watchdog_.hurry();
        watchdog_.forget();
      } else if (streams_.complaint()) {
        end({End::Kind::not_started, 0, *streams_.complaint()});
        return 0;
      } else if (const auto complaint = watchdog_.look(thread)) {
        give_up(*complaint);
        return 0;
      }
      continue;
    }
    // Its number is gone: it has become the first thread of its process, by execve.
    ensure(thread.tid != thread.process->pid, "a thread that is followed is there");
    thread.tid = thread.process->pid;
  }
}

void Kernel::on_stop(Thread& thread, int status) {
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
  const unsigned most = thread.turns > 0   ? kMostCallsOfSpinner
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
  const CloneArguments wished = clone_arguments(thread);
  Process& process = wished.is_thread ? *thread.process : add_process(tid, thread.process);
  wait_uninterrupted(tid);
  Thread& child = add_thread(tid, process);
  child.clear_at_exit = wished.clear_at_exit;
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
  wait_uninterrupted(parent->tid);  // PTRACE_EVENT_VFORK_DONE
  go_on(*parent, Answer::native());
}

// It stands at the first instruction of a new program.
void Kernel::on_program(Thread& thread) {
  Process& process = *thread.process;
  thread.tid = process.pid;
  for (const auto& other : threads_) {
    if (other->process != &process || other.get() == &thread) continue;
    other->state = Thread::State::gone;
    std::erase(runnable_, other.get());
  }
  release_vfork_parent(thread);
  process.random_instructions.clear();
  process.page = 0;
  thread.clear_at_exit = 0;
  enter_program(thread);
}

void Kernel::enter_program(Thread& thread) {
  thread.registers.load(thread.tid);
  // The stack holds argc, argv, the environment, and what the kernel tells besides.
  std::uint64_t at = thread.registers.stack();
  const auto next = [&]() -> std::uint64_t {
    const auto word = read_value<std::uint64_t>(thread.tid, at);
    at += sizeof(std::uint64_t);
    return word.value_or(0);
  };
  const std::uint64_t count = next();
  at += (count + 1) * sizeof(std::uint64_t);
  while (next() != 0) {
  }
  std::uint64_t vdso = 0;
  for (;;) {
    const std::uint64_t kind = next();
    const std::uint64_t value = next();
    if (kind == AT_NULL) break;
    if (kind == AT_SYSINFO_EHDR) vdso = value;
    if (kind == AT_RANDOM)
      write_value(thread.tid, value, std::array<std::uint64_t, 2>{draw(), draw()});
  }
  const auto functions = functions_of_image(thread.tid, vdso);
  const auto room = room_in_vdso(functions);
  if (!room) {
    give_up(is_of_32_bits(thread.tid)
                ? "is a 32-bit program, which virtual time does not know: build it for 64 bits"
                : "has no vDSO that virtual time knows: this kernel is not supported");
    return;
  }
  map_page(thread, *room);
  if (!end_ && !rewrite_vdso(thread.tid, functions, thread.process->page))
    give_up("has a vDSO that cannot be rewritten: this kernel is not supported");
}

// int3; syscall; int3: the first one leaves execve, whose own end would write over a result.
void Kernel::map_page(Thread& thread, std::uint64_t room) {
  const pid_t tid = thread.tid;
  const Registers before = thread.registers;
  write_memory(tid, room, kCallInstructions.data(), kCallInstructions.size());
  Registers registers = before;
  const auto run_to_trap = [&] {
    registers.store(tid);
    ptrace(PTRACE_CONT, tid, nullptr, nullptr);
    wait_uninterrupted(tid);
    registers.load(tid);
  };
  registers.jump(room);
  run_to_trap();
  const auto call = [&](long number, std::initializer_list<std::uint64_t> arguments) {
    std::size_t which = 0;
    for (const std::uint64_t argument : arguments) registers.set_argument(which++, argument);
    registers.jump(room + kCallOffset);
    registers.raw_call(number);
    run_to_trap();
    return registers.result();
  };
  const std::string& path = launched_.shared_path;
  const std::uint64_t text = (before.stack() - 512) & ~std::uint64_t{63};
  const std::array<std::uint64_t, 3> how = {O_RDWR | O_CLOEXEC, 0, 0};
  const std::uint64_t how_at = text + 128;
  write_memory(tid, text, path.c_str(), path.size() + 1);
  write_value(tid, how_at, how);
  const auto here = static_cast<std::uint64_t>(AT_FDCWD);
  // openat2, since openat is one of the calls that we would be asked about.
  const std::int64_t file = call(SYS_openat2, {here, text, how_at, sizeof how});
  const std::int64_t page = file < 0
                                ? file
                                : call(SYS_mmap, {0, GuestPage::kBytes, PROT_READ | PROT_WRITE,
                                                  MAP_SHARED, static_cast<std::uint64_t>(file), 0});
  if (file >= 0) call(SYS_close, {static_cast<std::uint64_t>(file)});
  thread.registers = before;
  thread.registers.skip_with(0);
  thread.registers.store(tid);
  if (page < 0 && page > -4096) {
    give_up(std::string("cannot share memory with us: ") + std::strerror(static_cast<int>(-page)));
    return;
  }
  thread.process->page = static_cast<std::uint64_t>(page);
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
    const int status = wait_uninterrupted(thread.tid);
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
