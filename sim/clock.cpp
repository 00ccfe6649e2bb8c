#include "eddy/sim/clock.h"

#include <algorithm>
#include <limits>

namespace eddy::sim {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t kMillion = 1'000'000;

Duration limited(Wide count) {
  constexpr Wide kMost = std::numeric_limits<Duration::rep>::max();
  return Duration(static_cast<Duration::rep>(std::clamp(count, -kMost, kMost)));
}

}  // namespace

Time Clock::at(Time now) const {
  Wide shown = now.time_since_epoch().count();
  for (const Active& active : active_) {
    const Wide elapsed = (now - active.since).count();
    shown += active.jump.count() + elapsed * active.drift / kMillion;
  }
  return Time(limited(shown));
}

std::int64_t Clock::rate() const {
  std::int64_t drift = 0;
  for (const Active& active : active_) drift += active.drift;
  return kMillion + std::max<std::int64_t>(drift, -Skew::kMostDrift);
}

Time Clock::monotonic_at(Time now) const {
  const Wide since = (now - settled_).count();
  return Time(limited(monotonic_.time_since_epoch().count() + since * rate() / kMillion));
}

Duration Clock::to_virtual(Duration local) const {
  // Rounded up: however little is left, time goes on.
  const Wide rate = this->rate();
  return limited((static_cast<Wide>(local.count()) * kMillion + rate - 1) / rate);
}

void Clock::settle(Time now) {
  monotonic_ = monotonic_at(now);
  settled_ = now;
}

void Clock::skew(FaultId id, Time now, const Skew& skew) {
  settle(now);
  active_.push_back({id, now, skew.jump.by, skew.drift});
}

void Clock::heal(FaultId id, Time now) {
  settle(now);
  std::erase_if(active_, [id](const Active& active) { return active.id == id; });
}

}  // namespace eddy::sim
