// Looks in, now and then, on a thread that we wait for: so that none can make us wait for ever.
//
// It is the one place here that knows the time of this machine. What it sees never changes what a
// run does; it only ends runs that would not end.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace eddy::nodes::process {

struct Thread;

class Watchdog {
 public:
  // A program may compute that long without a system call, in ns of processor time.
  static constexpr std::int64_t kMostComputing = 5'000'000'000;
  static constexpr std::int64_t kMostMemory = std::int64_t{2} << 30U;  // bytes of one process

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Between these two, waiting in our thread is interrupted (EINTR) now and then.
  void begin();
  void end();
  // The thread goes on, or has stopped: what was seen of it counts no more.
  void forget() {
    seen_.reset();
    waits_in_.reset();
  }
  // The waiting was interrupted. What the thread does that cannot go on, as a sentence without a
  // subject; nothing: it may.
  std::optional<std::string> look(const Thread& thread);
  // The call of the kernel's in which it was seen to wait; nothing: it does not.
  const std::optional<long>& waits_in() const { return waits_in_; }
  // It is looked in more often, since it waits for us.
  void hurry();

 private:
  struct Seen {
    pid_t tid;
    std::int64_t processor_time;
    std::int64_t first_processor_time;
    int asleep = 0;  // looks in a row at which it slept in the kernel
  };
  void set(std::int64_t period);

  timer_t timer_{};
  std::int64_t period_;
  std::optional<Seen> seen_;
  std::optional<long> waits_in_;
};

}  // namespace eddy::nodes::process
