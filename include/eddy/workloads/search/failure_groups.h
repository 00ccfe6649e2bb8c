// The failing runs of a sweep by the way they fail (eddy/checkers/same_failure.h), told of one run
// after another.
//
// * Only counts and one run of each group are kept: memory does not grow with the number of runs.
// * Nothing depends on the order in which the runs are told.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/workloads/search/seed_outcome.h"

namespace eddy::workloads {

struct FeatureCount {
  std::string name;
  std::uint64_t runs = 0;  // of the group, that have it
  friend bool operator==(const FeatureCount&, const FeatureCount&) = default;
};

struct FailureGroup {
  checkers::WayToFail way;
  std::uint64_t runs = 0;
  // The run with the fewest events; of several the lowest seed.
  SeedOutcome shortest;
};

class FailureGroups {
 public:
  void add(const SeedOutcome& outcome);

  std::uint64_t runs() const { return runs_; }
  std::uint64_t failing() const;
  std::uint64_t unknown() const { return unknown_; }
  std::uint64_t events() const { return events_; }
  // The unknown run with the lowest seed.
  const std::optional<SeedOutcome>& first_unknown() const { return first_unknown_; }
  // Invalid if any run is, else unknown if any is; but of runs that only had too few tries of some
  // function (`stats`) one in twenty may be unknown, for the others have had them.
  checkers::Validity validity() const;

  // The most frequent first; of two as frequent, by checker and kind.
  std::vector<FailureGroup> groups() const;
  // What comes with such a failure, the most frequent first: the features of the group's runs,
  // without those that every run of the sweep has.
  std::vector<FeatureCount> features_of(const checkers::WayToFail& way) const;

 private:
  static constexpr std::uint64_t kFewUnknown = 20;
  using Key = std::pair<std::string, std::string>;  // checker, kind
  struct Group {
    FailureGroup group;
    std::map<std::string, std::uint64_t> features;
  };

  std::uint64_t runs_ = 0;
  std::uint64_t unknown_ = 0;
  std::uint64_t undecided_ = 0;  // of these, not for too few tries alone
  std::uint64_t events_ = 0;
  std::optional<SeedOutcome> first_unknown_;
  std::map<std::string, std::uint64_t> features_;  // of all runs
  std::map<Key, Group> groups_;
};

}  // namespace eddy::workloads
