#include "eddy/workloads/search/wilson.h"

#include "eddy/base/ensure.h"

namespace eddy::workloads {
namespace {

// Of the standard normal distribution: 95 % lie within so many standard deviations, both ways.
constexpr double kDeviations = 1.959963984540054;

// Is a share of `seen` within these deviations of what `share` lets expect?
bool explains(double share, double seen, double runs) {
  const double variance = share * (1 - share) / runs;
  const double distance = seen - share;
  return distance * distance <= kDeviations * kDeviations * variance;
}

// The last share on the way from `seen` to `far` that explains it; halving needs no root.
double bound(double seen, double far, double runs) {
  constexpr int kBits = 60;
  double near = seen;
  for (int i = 0; i < kBits; ++i) {
    const double middle = (near + far) / 2;
    (explains(middle, seen, runs) ? near : far) = middle;
  }
  return near;
}

}  // namespace

ShareInterval wilson_interval(std::uint64_t failing, std::uint64_t runs) {
  ensure(failing <= runs, "no more runs fail than there are");
  if (runs == 0) return {};
  const double all = static_cast<double>(runs);
  const double seen = static_cast<double>(failing) / all;
  return {bound(seen, 0, all), bound(seen, 1, all)};
}

}  // namespace eddy::workloads
