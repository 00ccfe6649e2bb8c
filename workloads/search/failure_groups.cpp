#include "eddy/workloads/search/failure_groups.h"

#include <algorithm>
#include <tuple>

#include "eddy/base/ensure.h"

namespace eddy::workloads {
namespace {

bool is_shorter(const SeedOutcome& a, const SeedOutcome& b) {
  return std::tie(a.events, a.seed) < std::tie(b.events, b.seed);
}

}  // namespace

void FailureGroups::add(const SeedOutcome& outcome) {
  ensure(outcome.way_to_fail.has_value() == checkers::is_failing(outcome.validity),
         "a run has a way to fail if and only if it is failing");
  ++runs_;
  events_ += outcome.events;
  for (const std::string& feature : outcome.features) ++features_[feature];
  if (outcome.validity == checkers::Validity::unknown) {
    ++unknown_;
    if (outcome.undecided_by != kStats) ++undecided_;
    if (!first_unknown_ || outcome.seed < first_unknown_->seed) first_unknown_ = outcome;
  }
  if (!outcome.way_to_fail) return;
  const checkers::WayToFail& way = *outcome.way_to_fail;
  Group& group = groups_[{way.checker, way.kind}];
  if (group.group.runs == 0) group.group.way = way;
  if (group.group.runs == 0 || is_shorter(outcome, group.group.shortest))
    group.group.shortest = outcome;
  ++group.group.runs;
  for (const std::string& feature : outcome.features) ++group.features[feature];
}

std::uint64_t FailureGroups::failing() const {
  std::uint64_t count = 0;
  for (const auto& [key, group] : groups_) count += group.group.runs;
  return count;
}

checkers::Validity FailureGroups::validity() const {
  if (!groups_.empty()) return checkers::Validity::invalid;
  const bool is_unknown = undecided_ > 0 || unknown_ * kFewUnknown > runs_;
  return is_unknown ? checkers::Validity::unknown : checkers::Validity::valid;
}

std::vector<FailureGroup> FailureGroups::groups() const {
  std::vector<FailureGroup> groups;
  for (const auto& [key, group] : groups_) groups.push_back(group.group);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.runs > b.runs; });
  return groups;
}

std::vector<FeatureCount> FailureGroups::features_of(const checkers::WayToFail& way) const {
  const auto found = groups_.find({way.checker, way.kind});
  ensure(found != groups_.end(), "some run fails that way");
  std::vector<FeatureCount> counts;
  for (const auto& [name, count] : found->second.features) {
    if (features_.at(name) < runs_) counts.push_back({name, count});
  }
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.runs > b.runs; });
  return counts;
}

}  // namespace eddy::workloads
