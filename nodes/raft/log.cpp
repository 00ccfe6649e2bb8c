#include "nodes/raft/log.h"

#include <algorithm>

namespace eddy::nodes::raft {

std::vector<Entry> Log::slice(Index first, std::size_t most) const {
  if (first > last()) return {};
  const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first - 1);
  const std::size_t count = std::min(most, static_cast<std::size_t>(last() - first + 1));
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

bool Log::is_behind_or_equal(Index other_last, Term other_last_term) const {
  if (other_last_term != last_term()) return other_last_term > last_term();
  return other_last >= last();
}

Index Log::first_of_term(Index index) const {
  while (index > 1 && term_at(index - 1) == term_at(index)) --index;
  return index;
}

std::optional<Index> Log::merge(Index previous, std::span<const Entry> entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Index index = previous + 1 + i;
    if (has(index, entries[i].term)) continue;
    replace(index, entries.subspan(i));
    return index;
  }
  return std::nullopt;
}

void Log::replace(Index first, std::span<const Entry> entries) {
  if (first <= last()) ++cuts_;
  entries_.resize(std::min<std::size_t>(entries_.size(), first - 1));
  entries_.insert(entries_.end(), entries.begin(), entries.end());
}

}  // namespace eddy::nodes::raft
