// The timers of a node's processes: of timerfd, setitimer and timer_create.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <list>
#include <optional>
#include <variant>

#include "nodes/process/virtual_time/threads.h"

namespace eddy::nodes::process {

// A descriptor that gets ready: to the processes that have it, it is an eventfd.
struct TimerDescriptor {
  Process* process = nullptr;  // one of those that have it, and its number there, when last looked
  int descriptor = -1;
  long event = 0;  // what the kernel calls the eventfd
};
// SIGALRM to a process.
struct AlarmTimer {
  Process* process = nullptr;
};
// A signal of timer_create, to a process or to one of its threads.
struct SignalTimer {
  Process* process = nullptr;
  int id = 0;
  int signal = 0;    // 0: none
  pid_t thread = 0;  // its number as it sees itself; 0: the process
  std::int64_t value = 0;
};

struct Timer {
  std::variant<TimerDescriptor, AlarmTimer, SignalTimer> what;
  std::int64_t clock = 0;      // as it was named
  std::optional<Moment> due;   // nothing: it is not armed
  std::int64_t period = 0;     // ns; 0: it fires once
  std::uint64_t sequence = 0;  // of its arming
};

class Timers {
 public:
  Timer& add(Timer timer) { return list_.emplace_back(std::move(timer)); }
  std::list<Timer>& all() { return list_; }
  const std::list<Timer>& all() const { return list_; }

  Timer* event(long number) {
    for (Timer& timer : list_) {
      const auto* what = std::get_if<TimerDescriptor>(&timer.what);
      if (what != nullptr && what->event == number) return &timer;
    }
    return nullptr;
  }
  Timer* alarm(const Process& process) {
    return find<AlarmTimer>(process, [](const AlarmTimer&) { return true; });
  }
  Timer* signal(const Process& process, int id) {
    return find<SignalTimer>(process, [id](const SignalTimer& timer) { return timer.id == id; });
  }
  void remove(const Timer& timer) {
    list_.remove_if([&timer](const Timer& other) { return &other == &timer; });
  }
  // Those of a process that has ended. Others may have its descriptors.
  void remove_of(const Process& process) {
    remove_of<AlarmTimer>(process);
    remove_of<SignalTimer>(process);
  }
  template <class What>
  void remove_of(const Process& process) {
    list_.remove_if([&process](const Timer& timer) {
      const auto* what = std::get_if<What>(&timer.what);
      return what != nullptr && what->process == &process;
    });
  }

 private:
  template <class What, class Condition>
  Timer* find(const Process& process, Condition condition) {
    for (Timer& timer : list_) {
      const auto* what = std::get_if<What>(&timer.what);
      if (what != nullptr && what->process == &process && condition(*what)) return &timer;
    }
    return nullptr;
  }

  std::list<Timer> list_;
};

}  // namespace eddy::nodes::process
