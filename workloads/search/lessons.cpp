#include "eddy/workloads/search/lessons.h"

#include <algorithm>

namespace eddy::workloads {

void Lessons::add(const SeedOutcome& outcome) {
  std::uint32_t& oldest = new_ones_[behaviours_.runs() % kLately];
  const auto fresh = static_cast<std::uint32_t>(behaviours_.add(outcome.behaviours));
  new_lately_ += fresh;
  new_lately_ -= oldest;
  oldest = fresh;
  vacuity_.add(outcome.vacuity);
  for (const auto& [name, was_reached] : outcome.labels) {
    LabelCount& count = labels_[name];
    ++count.looked_for;
    if (was_reached) ++count.reached;
  }
}

std::uint64_t Lessons::lately() const { return std::min(behaviours_.runs(), kLately); }

}  // namespace eddy::workloads
