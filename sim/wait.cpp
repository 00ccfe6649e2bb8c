#include "sim/wait.h"

#include <algorithm>
#include <vector>

#include "sim/host.h"

namespace eddy::sim {

SleepTimer::SleepTimer(Host& host, Duration duration) : Timer(&host), duration_(duration) {}

void SleepTimer::await_suspend(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->runtime_.arm(*this, duration_);
}

Waiting::Waiting(Host& host, Duration timeout) : Timer(&host), timeout_(timeout) {}

Waiting::~Waiting() { std::erase(host()->waiting_, this); }

void Waiting::await_suspend(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->waiting_.push_back(this);
  host()->runtime_.arm(*this, timeout_);
}

bool Waiting::settle() {
  if (!holds()) return false;
  came_true_ = true;
  disarm();
  host()->runtime_.arm(*this, Duration(0));
  return true;
}

void Waiting::fire() {
  std::erase(host()->waiting_, this);
  awaiting_.resume();
}

}  // namespace eddy::sim
