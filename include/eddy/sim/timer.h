// Virtual timers: something that happens to a host, or to the run, at a later virtual time.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "eddy/sim/heap.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

class Host;
class TimerQueue;

// When a timer was armed, as how many at that instant of its host's, and in the handling of which
// event (its number; 0: of none).
struct Arming {
  Time at = {};
  std::uint64_t event = 0;
  std::uint32_t number = 0;
};

// A timer of a host: by who armed it, in which life, when, and how many it had armed at that
// instant.
struct TimerId {
  NodeId owner;
  std::uint32_t incarnation = 0;
  Time armed = {};
  std::uint32_t number = 0;

  friend auto operator<=>(const TimerId&, const TimerId&) = default;
};

// Embedded in whatever waits. Disarms itself when destroyed, so that nothing fires into the void.
class Timer {
 public:
  // `host` is whose time it is; null for the run's own timers.
  explicit Timer(Host* host) : host_(host) {}
  // Takes over the place of one that is armed.
  Timer(Timer&& other) noexcept;
  Timer& operator=(Timer&&) = delete;

  bool armed() const { return queue_ != nullptr; }
  Host* host() const { return host_; }
  void disarm();
  // The last time.
  const Arming& arming() const { return arming_; }
  // Called once, already disarmed; it may destroy the timer.
  virtual void fire() = 0;

 protected:
  virtual ~Timer() { disarm(); }

 private:
  friend class TimerQueue;
  friend struct TimerMoved;
  friend class Host;

  Host* host_;
  TimerQueue* queue_ = nullptr;  // where it is armed
  std::size_t position_ = 0;     // in that queue's heap
  Arming arming_;
};

struct TimerEntry {
  Time due;
  std::uint64_t sequence;
  Timer* timer;

  friend bool operator<(const TimerEntry& a, const TimerEntry& b) {
    return a.due != b.due ? a.due < b.due : a.sequence < b.sequence;
  }
};

struct TimerMoved {
  void operator()(const TimerEntry& entry, std::size_t position) const {
    entry.timer->position_ = position;
  }
};

// The armed timers of a run, by (due, sequence).
class TimerQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  // REQUIRES: not empty.
  const TimerEntry& top() const { return heap_.top(); }

  // REQUIRES: `timer` is not armed.
  void arm(Timer& timer, Time due, std::uint64_t sequence) {
    timer.queue_ = this;
    heap_.push({due, sequence, &timer});
  }
  void disarm(Timer& timer) {
    heap_.remove(timer.position_);
    timer.queue_ = nullptr;
  }
  // `timer`, armed here, now stands where it says, and nowhere else.
  void moved(Timer& timer) { heap_.at(timer.position_).timer = &timer; }
  // Takes the earliest off. REQUIRES: not empty.
  Timer& pop() {
    Timer& timer = *heap_.pop().timer;
    timer.queue_ = nullptr;
    return timer;
  }

 private:
  Heap<TimerEntry, TimerMoved> heap_;
};

inline Timer::Timer(Timer&& other) noexcept
    : host_(other.host_),
      queue_(std::exchange(other.queue_, nullptr)),
      position_(other.position_),
      arming_(other.arming_) {
  if (queue_ != nullptr) queue_->moved(*this);
}

inline void Timer::disarm() {
  if (queue_ != nullptr) queue_->disarm(*this);
}

}  // namespace eddy::sim
