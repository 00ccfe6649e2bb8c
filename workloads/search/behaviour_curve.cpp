#include "eddy/workloads/search/behaviour_curve.h"

#include <bit>

namespace eddy::workloads {

namespace {

// Without libm, so that a report is the same everywhere.
double power(double base, std::uint64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1U) {
    if ((exponent & 1U) != 0) result *= base;
    base *= base;
  }
  return result;
}

// One of 16 places in each octave.
bool is_point(std::uint64_t runs) {
  constexpr std::uint64_t kPlaces = 16;
  const std::uint64_t octave = std::bit_floor(runs);
  return octave <= kPlaces || runs % (octave / kPlaces) == 0;
}

}  // namespace

std::size_t BehaviourCurve::add(std::span<const std::uint64_t> behaviours) {
  std::size_t fresh = 0;
  for (const std::uint64_t behaviour : behaviours) {
    std::uint8_t& times = times_[behaviour];
    if (times == kMany) continue;
    ++times;
    if (times == 1) {
      ++fresh;
      ++once_;
    } else if (times == 2) {
      --once_;
      ++twice_;
    } else {
      --twice_;
    }
  }
  ++runs_;
  if (is_point(runs_)) points_.push_back({runs_, known()});
  return fresh;
}

double BehaviourCurve::expected_new(std::uint64_t more_runs) const {
  if (runs_ < 2 || once_ == 0) return 0;
  const auto runs = static_cast<double>(runs_);
  const auto once = static_cast<double>(once_);
  const auto twice = static_cast<double>(twice_);
  const double pairs = twice > 0 ? once * once / (2 * twice) : once * (once - 1) / 2;
  const double unseen = (runs - 1) / runs * pairs;
  if (unseen <= 0) return 0;
  return unseen * (1 - power(1 - once / (runs * unseen + once), more_runs));
}

}  // namespace eddy::workloads
