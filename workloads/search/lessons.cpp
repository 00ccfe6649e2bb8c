#include "eddy/workloads/search/lessons.h"

#include <algorithm>

namespace eddy::workloads {

void Lessons::add(const SeedOutcome& outcome) {
  std::uint32_t& new_ones = new_ones_[behaviours_.runs() % kLately];
  new_ones = static_cast<std::uint32_t>(behaviours_.add(outcome.behaviours));
  vacuity_.add(outcome.vacuity);
  for (const auto& [name, was_reached] : outcome.labels) {
    LabelCount& count = labels_[name];
    ++count.looked_for;
    if (was_reached) ++count.reached;
  }
}

std::uint64_t Lessons::lately() const { return std::min((behaviours_.runs() + 1) / 2, kLately); }

std::uint64_t Lessons::new_lately() const {
  std::uint64_t sum = 0;
  for (std::uint64_t run = behaviours_.runs() - lately(); run < behaviours_.runs(); ++run)
    sum += new_ones_[run % kLately];
  return sum;
}

}  // namespace eddy::workloads
