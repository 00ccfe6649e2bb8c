// What a sweep learns beside its verdicts, told of one run after another: whether its runs still do
// new things, which labels they reached, and what they seemed to try and did not.
//
// * Memory grows with the behaviours and labels, not with the runs.
// * Only how many behaviours were new of late, and the points of their curve, depend on the order
//   of the runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "eddy/workloads/search/behaviour_curve.h"
#include "eddy/workloads/search/seed_outcome.h"
#include "eddy/workloads/search/vacuity.h"

namespace eddy::workloads {

// In how many runs.
struct LabelCount {
  std::uint64_t looked_for = 0;
  std::uint64_t reached = 0;

  friend bool operator==(const LabelCount&, const LabelCount&) = default;
};

class Lessons {
 public:
  static constexpr std::uint64_t kLately = 1'000;  // runs

  void add(const SeedOutcome& outcome);

  const BehaviourCurve& behaviours() const { return behaviours_; }
  // In the last so many runs: kLately of them, or half of all where there were fewer than twice as
  // many.
  std::uint64_t new_lately() const;
  std::uint64_t lately() const;
  const VacuityCount& vacuity() const { return vacuity_; }
  // By name.
  const std::map<std::string, LabelCount>& labels() const { return labels_; }

 private:
  BehaviourCurve behaviours_;
  std::array<std::uint32_t, kLately> new_ones_{};  // by run, modulo
  VacuityCount vacuity_;
  std::map<std::string, LabelCount> labels_;
};

}  // namespace eddy::workloads
