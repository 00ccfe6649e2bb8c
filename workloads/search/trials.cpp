#include "eddy/workloads/search/trials.h"

#include <utility>

#include "eddy/workloads/scenario_form.h"

namespace eddy::workloads {

std::uint64_t Trials::key_of(const Scenario& scenario) { return sim::codec::spread_hash(scenario); }

std::vector<Ending> Trials::run(std::span<const Scenario> scenarios) {
  return runner_.run(scenarios, most_events_);
}

std::optional<Trials::Found> Trials::first(const Candidates& candidates, const Wanted& wanted) {
  std::size_t place = 0;
  for (bool has_more = true; has_more;) {
    std::vector<Scenario> batch;
    std::vector<Scenario> unknown;
    while (batch.size() < runner_.at_once) {
      auto candidate = candidates();
      if (!candidate) {
        has_more = false;
        break;
      }
      if (!known_.contains(key_of(*candidate))) unknown.push_back(*candidate);
      batch.push_back(std::move(*candidate));
    }
    if (batch.empty()) break;
    if (is_over()) {
      was_cut_short_ = true;
      return std::nullopt;
    }
    const std::vector<Ending> endings = run(unknown);
    for (std::size_t i = 0; i < endings.size(); ++i)
      known_.try_emplace(key_of(unknown[i]), Known{endings[i]});
    for (Scenario& candidate : batch) {
      const auto known = known_.find(key_of(candidate));
      if (is_over() || known == known_.end()) {
        was_cut_short_ = true;
        return std::nullopt;
      }
      const Ending& ending = known->second.ending;
      if (!std::exchange(known->second.is_counted, true)) {
        ++runs_;
        if (told_) told_(candidate, ending);
      }
      if (wanted(candidate, ending)) return Found{place, std::move(candidate), ending};
      ++place;
    }
  }
  return std::nullopt;
}

sim::Recording Trials::record(const Scenario& scenario) {
  if (is_over()) {
    was_cut_short_ = true;
    return {};
  }
  ++runs_;
  return runner_.record(scenario, most_events_);
}

}  // namespace eddy::workloads
