#include "checkers/interval_set.h"

#include <algorithm>
#include <limits>

namespace eddy::checkers {

bool IntervalSet::contains(std::int64_t value) const {
  const auto after =
      std::upper_bound(intervals_.begin(), intervals_.end(), value,
                       [](std::int64_t v, const Interval& interval) { return v < interval.least; });
  return after != intervals_.begin() && value <= std::prev(after)->most;
}

std::optional<IntervalSet> IntervalSet::or_shifted(std::int64_t delta) const {
  if (intervals_.empty()) return IntervalSet();
  std::int64_t unused = 0;
  const std::int64_t edge = delta < 0 ? intervals_.front().least : intervals_.back().most;
  if (__builtin_add_overflow(edge, delta, &unused)) return std::nullopt;
  IntervalSet both;
  auto own = intervals_.begin();
  auto moved = intervals_.begin();
  while (own != intervals_.end() || moved != intervals_.end()) {
    if (moved == intervals_.end() ||
        (own != intervals_.end() && own->least <= moved->least + delta)) {
      both.append(*own++);
    } else {
      both.append({moved->least + delta, moved->most + delta});
      ++moved;
    }
  }
  return both;
}

void IntervalSet::append(Interval next) {
  if (intervals_.empty()) {
    intervals_.push_back(next);
    return;
  }
  Interval& last = intervals_.back();
  const bool touches =
      last.most == std::numeric_limits<std::int64_t>::max() || next.least <= last.most + 1;
  if (touches) {
    last.most = std::max(last.most, next.most);
  } else {
    intervals_.push_back(next);
  }
}

}  // namespace eddy::checkers
