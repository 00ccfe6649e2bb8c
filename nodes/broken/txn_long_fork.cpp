#include "nodes/broken/txn_long_fork.h"

#include <algorithm>

namespace eddy::nodes::broken {

void TxnLongFork::take(Waiting& waiting) {
  // What a commit relies on has a lower number, so one pass takes all that may be taken.
  for (auto next = waiting.begin(); next != waiting.end();) {
    const auto& relies_on = next->second.relies_on;
    const bool may_take = std::all_of(relies_on.begin(), relies_on.end(),
                                      [this](txn::Number number) { return has_taken(number); });
    if (may_take) Replicas::take(next->second);
    next = may_take ? waiting.erase(next) : std::next(next);
  }
}

}  // namespace eddy::nodes::broken
