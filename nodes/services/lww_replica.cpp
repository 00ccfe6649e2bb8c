#include "nodes/services/lww_replica.h"

#include <algorithm>
#include <utility>

namespace eddy::nodes {

void LwwReplica::write(std::size_t key, boost::json::value value) {
  if (key >= cells_.size()) cells_.resize(key + 1);
  cells_[key] = Cell{{++clock_, number_}, std::move(value)};
}

void LwwReplica::merge(const LwwReplica& other) {
  clock_ = std::max(clock_, other.clock_);
  if (cells_.size() < other.cells_.size()) cells_.resize(other.cells_.size());
  for (std::size_t key = 0; key < other.cells_.size(); ++key) {
    const auto& theirs = other.cells_[key];
    if (theirs && (!cells_[key] || cells_[key]->stamp < theirs->stamp)) cells_[key] = theirs;
  }
}

bool LwwReplica::agrees_with(const LwwReplica& other) const {
  return std::equal(cells_.begin(), cells_.end(), other.cells_.begin(), other.cells_.end(),
                    [](const auto& a, const auto& b) {
                      return a.has_value() == b.has_value() && (!a || a->stamp == b->stamp);
                    });
}

}  // namespace eddy::nodes
