#include <doctest/doctest.h>
#include <limits>
#include <ostream>
#include <set>
#include <vector>

#include "checkers/interval_set.h"

namespace eddy::checkers {

std::ostream& operator<<(std::ostream& out, const Interval& interval) {
  return out << '[' << interval.least << ", " << interval.most << ']';
}

namespace TEST_FILE {

using Intervals = std::vector<Interval>;

TEST_CASE("intervals that touch or overlap become one") {
  IntervalSet set(0);
  set = *set.or_shifted(1);
  CHECK(set.intervals() == Intervals{{0, 1}});
  set = *set.or_shifted(5);
  CHECK(set.intervals() == Intervals{{0, 1}, {5, 6}});
  set = *set.or_shifted(-2);
  CHECK(set.intervals() == Intervals{{-2, 1}, {3, 6}});
}

TEST_CASE("a sum that 64 bits do not hold is refused") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const IntervalSet set(kMost - 1);
  CHECK(set.or_shifted(1)->intervals() == Intervals{{kMost - 1, kMost}});
  CHECK_FALSE(set.or_shifted(2));
  CHECK(IntervalSet(kMost).or_shifted(-1)->contains(kMost));
}

TEST_CASE("for small deltas the set holds exactly the sums of subsets") {
  // All sequences of four deltas from -3 to 3.
  constexpr int kSpan = 7;
  for (int code = 0; code < kSpan * kSpan * kSpan * kSpan; ++code) {
    IntervalSet set(0);
    std::set<std::int64_t> sums{0};
    for (int rest = code, i = 0; i < 4; rest /= kSpan, ++i) {
      const int delta = rest % kSpan - 3;
      set = *set.or_shifted(delta);
      for (const std::int64_t sum : std::set(sums)) sums.insert(sum + delta);
    }
    CAPTURE(code);
    for (std::int64_t value = -15; value <= 15; ++value) {
      CHECK(set.contains(value) == sums.contains(value));
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
