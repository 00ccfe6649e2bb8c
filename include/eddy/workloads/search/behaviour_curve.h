// How many behaviours the runs of a sweep have shown, run by run, and how many more are to be
// expected: a curve that flattens.
//
// The estimate is that of ecology for species in samples, by those seen in one run only (Q1) and
// those seen in exactly two (Q2): Chao 1987 for what was never seen, and the extrapolation of
// Colwell, Chao, Gotelli, Lin, Mao, Chazdon and Longino, "Models and estimators linking
// individual-based and sample-based rarefaction, extrapolation and comparison of assemblages",
// Journal of Plant Ecology 5, 2012, equations 18 and 19. It is a lower bound where runs differ much,
// and little worth before some dozens of runs.
//
// What it knows of each behaviour does not depend on the order of the runs; the curve does. Memory
// grows with the behaviours, not with the runs.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eddy::workloads {

class BehaviourCurve {
 public:
  // The behaviours of one more run, each once. How many of them no earlier run had.
  std::size_t add(std::span<const std::uint64_t> behaviours);

  std::uint64_t runs() const { return runs_; }
  std::size_t known() const { return times_.size(); }
  std::size_t seen_once() const { return once_; }
  std::size_t seen_twice() const { return twice_; }

  // How many new ones so many more runs would bring, about. 0 before the second run.
  double expected_new(std::uint64_t more_runs) const;

  struct Point {
    std::uint64_t runs = 0;
    std::size_t known = 0;

    friend bool operator==(const Point&, const Point&) = default;
  };
  // After run 1, 2, … 16, then 16 more for each doubling.
  const std::vector<Point>& points() const { return points_; }

 private:
  static constexpr std::uint8_t kMany = 3;  // that often, or more often

  std::uint64_t runs_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> times_;  // in how many runs it was
  std::size_t once_ = 0;
  std::size_t twice_ = 0;
  std::vector<Point> points_;
};

}  // namespace eddy::workloads
