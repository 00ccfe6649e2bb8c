// Waiting in virtual time: what Host::sleep and Host::until return, to be awaited at once.
#pragma once

#include <coroutine>
#include <utility>

#include "sim/time.h"
#include "sim/timer.h"

namespace eddy::sim {

class SleepTimer : public Timer {
 public:
  SleepTimer(Host& host, Duration duration);

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting);
  void await_resume() const noexcept {}

 private:
  void fire() override { awaiting_.resume(); }

  Duration duration_;
  std::coroutine_handle<> awaiting_;
};

class [[nodiscard]] Sleep final : public SleepTimer {
 public:
  using SleepTimer::SleepTimer;
};

// Resumes when the condition holds, through the event queue, or at the timeout.
class Waiting : public Timer {
 public:
  Waiting(Host& host, Duration timeout);

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting);
  // Did it come true?
  bool await_resume() const noexcept { return came_true_; }

  // Looks at the condition; true when it holds, and then it is looked at no more.
  bool settle();

 protected:
  ~Waiting() override;

 private:
  virtual bool holds() = 0;
  void fire() override;

  Duration timeout_;
  bool came_true_ = false;
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
