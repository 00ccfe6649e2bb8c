// Failing runs by the way they fail.
#include "eddy/workloads/search/failure_groups.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "eddy/sim/random.h"

namespace TEST_FILE {

using namespace eddy;
using checkers::Validity;
using workloads::FailureGroups;
using workloads::FeatureCount;
using workloads::SeedOutcome;

SeedOutcome valid_run(std::uint64_t seed, std::vector<std::string> features = {}) {
  return {.seed = seed, .events = 10, .features = std::move(features)};
}

SeedOutcome failing_run(std::uint64_t seed, std::uint64_t events, const std::string& kind,
                        std::vector<std::string> features = {}) {
  SeedOutcome outcome = valid_run(seed, std::move(features));
  outcome.validity = Validity::invalid;
  outcome.events = events;
  outcome.way_to_fail = {"workload", kind};
  return outcome;
}

SeedOutcome unknown_run(std::uint64_t seed, std::string checker = "stats") {
  SeedOutcome outcome = valid_run(seed);
  outcome.validity = Validity::unknown;
  outcome.undecided_by = std::move(checker);
  return outcome;
}

FailureGroups groups_of(const std::vector<SeedOutcome>& outcomes) {
  FailureGroups groups;
  for (const SeedOutcome& outcome : outcomes) groups.add(outcome);
  return groups;
}

TEST_CASE("failure groups: one for each way to fail, the most frequent first") {
  const auto groups = groups_of({failing_run(1, 50, "stale"), valid_run(2),
                                 failing_run(3, 70, "lost"), failing_run(4, 60, "lost")});
  CHECK(groups.runs() == 4);
  CHECK(groups.failing() == 3);
  const auto list = groups.groups();
  REQUIRE(list.size() == 2);
  CHECK(list[0].way.kind == "lost");
  CHECK(list[0].runs == 2);
  CHECK(list[1].way.kind == "stale");
  CHECK(list[1].runs == 1);
}

TEST_CASE("failure groups: two of the same kind of two checkers are two") {
  SeedOutcome other = failing_run(2, 50, "lost");
  other.way_to_fail->checker = "recovery";
  CHECK(groups_of({failing_run(1, 50, "lost"), other}).groups().size() == 2);
}

TEST_CASE("failure groups: the shortest run has the fewest events, and then the lowest seed") {
  const auto groups = groups_of({failing_run(9, 50, "lost"), failing_run(4, 40, "lost"),
                                 failing_run(3, 40, "lost"), failing_run(1, 60, "lost")});
  CHECK(groups.groups().front().shortest.seed == 3);
}

TEST_CASE("failure groups: features are counted, but for those that every run has") {
  const auto groups =
      groups_of({failing_run(1, 50, "lost", {"partition", "latency"}),
                 failing_run(2, 50, "lost", {"partition", "latency", "loss"}),
                 failing_run(3, 50, "stale", {"loss", "latency"}), valid_run(4, {"latency"})});
  CHECK(groups.features_of({"workload", "lost"}) ==
        std::vector<FeatureCount>{{"partition", 2}, {"loss", 1}});
  CHECK(groups.features_of({"workload", "stale"}) == std::vector<FeatureCount>{{"loss", 1}});
}

TEST_CASE("failure groups: a sweep is as valid as its runs") {
  CHECK(groups_of({}).validity() == Validity::valid);
  CHECK(groups_of({valid_run(1)}).validity() == Validity::valid);
  CHECK(groups_of({valid_run(1), unknown_run(2)}).validity() == Validity::unknown);
  std::vector<SeedOutcome> twenty;
  for (std::uint64_t seed = 0; seed < 19; ++seed) twenty.push_back(valid_run(seed));
  twenty.push_back(unknown_run(19));
  CHECK(groups_of(twenty).validity() == Validity::valid);
  twenty.back() = unknown_run(19, "run");
  CHECK(groups_of(twenty).validity() == Validity::unknown);
  twenty.back() = unknown_run(19);
  twenty.push_back(unknown_run(20));
  CHECK(groups_of(twenty).validity() == Validity::unknown);
  CHECK(groups_of({unknown_run(1), failing_run(2, 1, "lost")}).validity() == Validity::invalid);
  const auto unknown = groups_of({unknown_run(7), unknown_run(5)});
  CHECK(unknown.unknown() == 2);
  CHECK(unknown.first_unknown()->seed == 5);
}

TEST_CASE("failure groups: the order in which runs are told does not matter") {
  sim::Random random(7, sim::Purpose::test, 0);
  std::vector<SeedOutcome> outcomes;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<std::string> features;
    for (const char* name : {"partition", "loss", "slow"}) {
      if (random.below(2) == 0) features.emplace_back(name);
    }
    outcomes.push_back(random.below(3) == 0
                           ? valid_run(seed, features)
                           : failing_run(seed, random.below(10),
                                         random.below(2) == 0 ? "lost" : "stale", features));
  }
  const auto forwards = groups_of(outcomes);
  std::reverse(outcomes.begin(), outcomes.end());
  const auto backwards = groups_of(outcomes);
  const auto a = forwards.groups();
  const auto b = backwards.groups();
  REQUIRE(a.size() == 2);
  REQUIRE(b.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(a[i].way == b[i].way);
    CHECK(a[i].runs == b[i].runs);
    CHECK(a[i].shortest == b[i].shortest);
    CHECK(forwards.features_of(a[i].way) == backwards.features_of(a[i].way));
  }
}

}  // namespace TEST_FILE
