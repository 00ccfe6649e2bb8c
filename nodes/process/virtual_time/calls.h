// The system calls that virtual time has to see: one table, of which the filter is made and by which
// they are handled. All others are the kernel's own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace eddy::nodes::process {

class Kernel;
struct Thread;

// What becomes of a call.
struct Answer {
  enum class Kind : std::uint8_t {
    result,  // it is not made, and returns `value`
    native,  // the kernel makes it
    wait,    // its thread has been parked
    yield,   // as result, but all other threads that can run go first
    gone,    // its thread has been taken care of
  };
  Kind kind = Kind::native;
  std::int64_t value = 0;

  static constexpr Answer result(std::int64_t value) { return {Kind::result, value}; }
  static constexpr Answer native() { return {Kind::native}; }
  static constexpr Answer wait() { return {Kind::wait}; }
  static constexpr Answer yield(std::int64_t value = 0) { return {Kind::yield, value}; }
  static constexpr Answer gone() { return {Kind::gone}; }
};

using Handler = Answer (*)(Kernel& kernel, Thread& thread);

struct Call {
  // Which calls of that number are seen.
  enum class When : std::uint8_t {
    always,
    first_is_standard,   // the first argument is a descriptor from 0 to 2
    second_is_standard,  // the second one is
    maps_code,           // of mmap: pages that may be executed
    never,               // it is refused with `error` at once
  };
  int number;
  std::string_view name;
  Handler handler;  // null: it is refused
  When when = When::always;
  int error = 0;
};

std::span<const Call> calls();

// "flock"; "system call 999" of one that we have no name for.
std::string name_of_call(long number);

// Does it wait for others to read?
bool is_writing(long call);

// Those that a signal has interrupted are made again, if its handler wants that, but for some.
bool is_made_again(long call);

// The rows of the table, by what they are about.
namespace answer {
// The end of some: so many random bytes there, at most a MiB.
Answer draw_into(Kernel& kernel, const Thread& thread, std::uint64_t address, std::uint64_t bytes);

Answer clock_gettime(Kernel& kernel, Thread& thread);
Answer gettimeofday(Kernel& kernel, Thread& thread);
Answer time(Kernel& kernel, Thread& thread);
Answer times(Kernel& kernel, Thread& thread);
Answer getrusage(Kernel& kernel, Thread& thread);
Answer nanosleep(Kernel& kernel, Thread& thread);
Answer clock_nanosleep(Kernel& kernel, Thread& thread);
Answer sched_yield(Kernel& kernel, Thread& thread);

Answer timerfd_create(Kernel& kernel, Thread& thread);
Answer timerfd_settime(Kernel& kernel, Thread& thread);
Answer timerfd_gettime(Kernel& kernel, Thread& thread);
Answer setitimer(Kernel& kernel, Thread& thread);
Answer getitimer(Kernel& kernel, Thread& thread);
Answer alarm(Kernel& kernel, Thread& thread);
Answer timer_create(Kernel& kernel, Thread& thread);
Answer timer_settime(Kernel& kernel, Thread& thread);
Answer timer_gettime(Kernel& kernel, Thread& thread);
Answer timer_getoverrun(Kernel& kernel, Thread& thread);
Answer timer_delete(Kernel& kernel, Thread& thread);

Answer futex(Kernel& kernel, Thread& thread);

Answer epoll_wait(Kernel& kernel, Thread& thread);
Answer epoll_pwait2(Kernel& kernel, Thread& thread);
Answer poll(Kernel& kernel, Thread& thread);
Answer ppoll(Kernel& kernel, Thread& thread);
Answer select(Kernel& kernel, Thread& thread);
Answer pselect(Kernel& kernel, Thread& thread);
Answer read(Kernel& kernel, Thread& thread);
Answer receive(Kernel& kernel, Thread& thread);
Answer accept(Kernel& kernel, Thread& thread);
Answer change_standard(Kernel& kernel, Thread& thread);

Answer start_thread(Kernel& kernel, Thread& thread);
Answer exit_thread(Kernel& kernel, Thread& thread);
Answer exit_process(Kernel& kernel, Thread& thread);
Answer wait_for_child(Kernel& kernel, Thread& thread);
Answer wait_for_signal(Kernel& kernel, Thread& thread);
Answer send_signal(Kernel& kernel, Thread& thread);
Answer getpid(Kernel& kernel, Thread& thread);
Answer getppid(Kernel& kernel, Thread& thread);
Answer gettid(Kernel& kernel, Thread& thread);

Answer getrandom(Kernel& kernel, Thread& thread);
Answer open(Kernel& kernel, Thread& thread);
Answer openat(Kernel& kernel, Thread& thread);
Answer map_code(Kernel& kernel, Thread& thread);

Answer sysinfo(Kernel& kernel, Thread& thread);
Answer uname(Kernel& kernel, Thread& thread);
Answer getcpu(Kernel& kernel, Thread& thread);
Answer sched_getaffinity(Kernel& kernel, Thread& thread);
Answer sched_setaffinity(Kernel& kernel, Thread& thread);

Answer socket(Kernel& kernel, Thread& thread);
Answer connect(Kernel& kernel, Thread& thread);
}  // namespace answer

}  // namespace eddy::nodes::process
