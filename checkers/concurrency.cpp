#include "checkers/concurrency.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace eddy::checkers {

namespace {

struct Life {
  std::size_t begin = 0;
  std::size_t end = 0;         // position of the last event
  bool is_indefinite = false;  // that event is none of a definite outcome
};

using Lives = std::map<std::int64_t, Life>;

Lives lives_of(const History& history) {
  Lives lives;
  for (std::size_t i = 0; i < history.ops.size(); ++i) {
    const Op& op = history.ops[i];
    if (!op.is_client()) continue;
    const auto [life, is_new] = lives.try_emplace(op.process, Life{i, i, false});
    life->second.end = i;
    life->second.is_indefinite = op.type == OpType::info || op.type == OpType::invoke;
  }
  return lives;
}

// Does every process from there on follow the one that it takes the place of?
bool is_concurrency(const Lives& lives, std::int64_t concurrency) {
  return std::all_of(lives.lower_bound(concurrency), lives.end(), [&](const auto& entry) {
    const auto before = lives.find(entry.first - concurrency);
    return before != lives.end() && before->second.is_indefinite &&
           before->second.end < entry.second.begin;
  });
}

}  // namespace

std::int64_t concurrency_of(const History& history) {
  constexpr std::size_t kMostTried = 256;
  if (std::none_of(history.ops.begin(), history.ops.end(),
                   [](const Op& op) { return op.is_client() && op.type == OpType::info; }))
    return 0;
  const Lives lives = lives_of(history);
  std::vector<std::int64_t> candidates;
  for (const auto& [process, life] : lives) {
    if (!life.is_indefinite) continue;
    for (auto later = lives.upper_bound(process); later != lives.end(); ++later) {
      if (later->second.begin > life.end) candidates.push_back(later->first - process);
      if (candidates.size() == kMostTried) break;
    }
    if (candidates.size() == kMostTried) break;
  }
  std::sort(candidates.begin(), candidates.end());
  const auto found =
      std::find_if(candidates.begin(), candidates.end(),
                   [&](std::int64_t candidate) { return is_concurrency(lives, candidate); });
  return found == candidates.end() ? 0 : *found;
}

}  // namespace eddy::checkers
