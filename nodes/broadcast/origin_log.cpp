#include "nodes/broadcast/origin_log.h"

#include <utility>

namespace eddy::nodes {
namespace {

// Adds a value to the last run, or, where it does not follow on that, to a new one.
void extend(std::vector<Run>& runs, sim::NodeId origin, std::uint64_t sequence,
            const boost::json::value& value) {
  const bool follows = !runs.empty() && runs.back().origin == origin &&
                       runs.back().first + runs.back().values.size() == sequence;
  if (!follows) runs.push_back({origin, sequence, {}});
  runs.back().values.push_back(value);
}

}  // namespace

Run OriginLog::append(sim::NodeId origin, boost::json::value value, sim::Time now) {
  std::vector<Entry>& prefix = logs_[origin].prefix;
  Run run{origin, prefix.size(), {value}};
  prefix.push_back({std::move(value), now});
  return run;
}

std::vector<Run> OriginLog::merge(const Run& run, sim::Time since) {
  std::vector<Run> added;
  Log& log = logs_[run.origin];
  for (std::uint64_t i = 0; i < run.values.size(); ++i) {
    const std::uint64_t sequence = run.first + i;
    if (log.has(sequence)) continue;
    log.add(sequence, {run.values[i], since});
    extend(added, run.origin, sequence, run.values[i]);
  }
  return added;
}

void OriginLog::Log::add(std::uint64_t sequence, Entry entry) {
  if (sequence != prefix.size()) {
    beyond.emplace(sequence, std::move(entry));
    return;
  }
  prefix.push_back(std::move(entry));
  while (!beyond.empty() && beyond.begin()->first == prefix.size()) {
    prefix.push_back(std::move(beyond.begin()->second));
    beyond.erase(beyond.begin());
  }
}

Counts OriginLog::counts() const { return counts(sim::Time::max()); }

Counts OriginLog::counts(sim::Time until) const {
  Counts counts;
  for (const auto& [origin, log] : logs_) {
    std::uint64_t count = log.prefix.size();
    while (count > 0 && log.prefix[count - 1].since > until) --count;
    if (count > 0) counts.emplace_hint(counts.end(), origin, count);
  }
  return counts;
}

bool OriginLog::covers(const Counts& counts) const {
  for (const auto& [origin, count] : counts) {
    const auto found = logs_.find(origin);
    const std::uint64_t here = found == logs_.end() ? 0 : found->second.prefix.size();
    if (here < count) return false;
  }
  return true;
}

std::vector<Run> OriginLog::lacking(const Counts& counts, sim::Time until) const {
  std::vector<Run> runs;
  for (const auto& [origin, log] : logs_) {
    const auto found = counts.find(origin);
    const std::uint64_t there = found == counts.end() ? 0 : found->second;
    for (std::uint64_t i = there; i < log.prefix.size(); ++i) {
      if (log.prefix[i].since <= until) extend(runs, origin, i, log.prefix[i].value);
    }
    for (auto entry = log.beyond.lower_bound(there); entry != log.beyond.end(); ++entry) {
      if (entry->second.since <= until) {
        extend(runs, origin, entry->first, entry->second.value);
      }
    }
  }
  return runs;
}

}  // namespace eddy::nodes
