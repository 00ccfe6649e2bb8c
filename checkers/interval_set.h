// A set of integers as sorted, disjoint, closed intervals that do not touch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace eddy::checkers {

struct Interval {
  std::int64_t least = 0;
  std::int64_t most = 0;

  bool operator==(const Interval&) const = default;
};

class IntervalSet {
 public:
  IntervalSet() = default;
  explicit IntervalSet(std::int64_t only) : intervals_{{only, only}} {}

  bool contains(std::int64_t value) const;
  // The set itself and the set with `delta` added to each member. Nothing if a member would leave
  // the range of 64 bits. O(intervals).
  std::optional<IntervalSet> or_shifted(std::int64_t delta) const;

  const std::vector<Interval>& intervals() const { return intervals_; }

 private:
  void append(Interval next);

  std::vector<Interval> intervals_;
};

}  // namespace eddy::checkers
