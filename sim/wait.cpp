#include "eddy/sim/wait.h"

#include <algorithm>
#include <vector>

#include "eddy/sim/host.h"

namespace eddy::sim {

SleepTimer::SleepTimer(Host& host, Duration duration) : Timer(&host), duration_(duration) {}

void SleepTimer::begin(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->arm(*this, duration_);
}

Waiting::Waiting(Host& host, Duration timeout) : Timer(&host), timeout_(timeout) {}

Waiting::~Waiting() { std::erase(host()->life().waiting, this); }

void Waiting::begin(std::coroutine_handle<> awaiting) {
  awaiting_ = awaiting;
  host()->life().waiting.push_back(this);
  const Duration left = Time::max() - host()->now();
  const Duration wait = host()->to_virtual(timeout_);
  deadline_ = host()->now() + std::clamp(wait, Duration(0), left);
  host()->arm_virtually(*this, wait);
}

void Waiting::look() {
  if (is_waking_ || !holds()) return;
  is_waking_ = true;
  disarm();
  host()->arm_virtually(*this, Duration(0));
}

void Waiting::fire() {
  is_waking_ = false;
  holds_ = holds();
  const Duration left = deadline_ - host()->now();
  if (!holds_ && left > Duration(0)) {
    host()->arm_virtually(*this, left);
    return;
  }
  std::erase(host()->life().waiting, this);
  awaiting_.resume();
}

}  // namespace eddy::sim
