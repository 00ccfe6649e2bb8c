// Waiting in virtual time: what Host::sleep and Host::until return, to be awaited at once.
#pragma once

#include <coroutine>
#include <utility>

#include "eddy/sim/coroutine_frame.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

class SleepTimer : public Timer {
 public:
  SleepTimer(Host& host, Duration duration);

  bool await_ready() const noexcept { return false; }
  template <OurPromise Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting) {
    begin(CoroutineFrame::resumable(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  void begin(std::coroutine_handle<> awaiting);
  void fire() override { awaiting_.resume(); }

  Duration duration_;
  std::coroutine_handle<> awaiting_;
};

class [[nodiscard]] Sleep final : public SleepTimer {
 public:
  using SleepTimer::SleepTimer;
};

// Resumes through the event queue once the condition holds, or at the timeout. If the condition has
// ceased to hold by then, because another waiter was first, it goes on waiting.
class Waiting : public Timer {
 public:
  Waiting(Host& host, Duration timeout);

  bool await_ready() const noexcept { return false; }
  template <OurPromise Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting) {
    begin(CoroutineFrame::resumable(awaiting));
  }
  // Does it hold? False: the time is up.
  bool await_resume() const noexcept { return holds_; }

  // Looks at the condition, after an event of the host.
  void look();

 protected:
  ~Waiting() override;

 private:
  virtual bool holds() = 0;
  void begin(std::coroutine_handle<> awaiting);
  void fire() override;

  Duration timeout_;
  Time deadline_{};
  bool is_waking_ = false;  // it held, and the event that resumes is due
  bool holds_ = false;
  std::coroutine_handle<> awaiting_;
};

template <class Predicate>
class [[nodiscard]] Until final : public Waiting {
 public:
  Until(Host& host, Predicate predicate, Duration timeout)
      : Waiting(host, timeout), predicate_(std::move(predicate)) {}

 private:
  bool holds() override { return predicate_(); }
  Predicate predicate_;
};

}  // namespace eddy::sim
