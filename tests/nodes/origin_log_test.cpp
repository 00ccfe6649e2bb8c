#include "nodes/broadcast/origin_log.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "eddy/sim/random.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr sim::Time kNow{10s};
constexpr sim::NodeId kA = sim::NodeId::node(0);
constexpr sim::NodeId kB = sim::NodeId::node(1);

std::vector<Run> all_of(const OriginLog& log) { return log.lacking({}, sim::Time::max()); }

// Sends `to` what it lacks of `from`.
void repair(const OriginLog& from, OriginLog& to) {
  for (const Run& run : from.lacking(to.counts(), sim::Time::max())) to.merge(run, kNow);
}

// Three origins' values, cut into runs of one to four that overlap.
std::vector<Run> some_runs(sim::Random& random) {
  std::vector<Run> runs;
  for (std::uint32_t origin = 0; origin < 3; ++origin) {
    for (std::uint64_t first = 0; first < 20; ++first) {
      Run run{sim::NodeId::node(origin), first, {}};
      for (std::uint64_t i = 0; i <= random.below(4); ++i) {
        run.values.emplace_back(static_cast<std::int64_t>(100 * origin + first + i));
      }
      runs.push_back(run);
    }
  }
  return runs;
}

TEST_CASE("an origin numbers its values from 0") {
  OriginLog log;
  CHECK(log.append(kA, "x", kNow) == Run{kA, 0, {"x"}});
  CHECK(log.append(kA, "y", kNow) == Run{kA, 1, {"y"}});
  CHECK(log.append(kB, "z", kNow) == Run{kB, 0, {"z"}});
  CHECK(log.counts() == Counts{{kA, 2}, {kB, 1}});
}

TEST_CASE("counts end at the first gap") {
  OriginLog log;
  CHECK(log.merge({kA, 2, {"c"}}, kNow) == std::vector{Run{kA, 2, {"c"}}});
  CHECK(log.counts().empty());
  CHECK_FALSE(log.covers({{kA, 3}}));
  log.merge({kA, 0, {"a"}}, kNow);
  CHECK(log.counts() == Counts{{kA, 1}});
  log.merge({kA, 1, {"b"}}, kNow);
  CHECK(log.counts() == Counts{{kA, 3}});
  CHECK(log.covers({{kA, 3}}));
}

TEST_CASE("merging returns what was new and only that") {
  OriginLog log;
  log.merge({kA, 1, {"b"}}, kNow);
  CHECK(log.merge({kA, 0, {"a", "b", "c"}}, kNow) ==
        std::vector{Run{kA, 0, {"a"}}, Run{kA, 2, {"c"}}});
  CHECK(log.merge({kA, 0, {"a", "b", "c"}}, kNow).empty());
}

TEST_CASE("a replica lacks what its counts do not cover, values beyond a gap included") {
  OriginLog log;
  log.merge({kA, 0, {"a", "b"}}, kNow);
  log.merge({kA, 4, {"e"}}, kNow);
  CHECK(log.lacking({{kA, 1}}, kNow) == std::vector{Run{kA, 1, {"b"}}, Run{kA, 4, {"e"}}});
  CHECK(log.lacking({{kA, 5}, {kB, 7}}, kNow).empty());
}

TEST_CASE("young values are left out of what is compared") {
  OriginLog log;
  log.append(kA, "old", kNow);
  log.append(kA, "young", kNow + 1ms);
  CHECK(log.counts(kNow) == Counts{{kA, 1}});
  CHECK(log.lacking({}, kNow) == std::vector{Run{kA, 0, {"old"}}});
  CHECK(log.counts(kNow - 1ns).empty());
  CHECK(log.lacking({}, kNow - 1ns).empty());
}

TEST_CASE("merging is commutative and idempotent") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    sim::Random random(seed, sim::Purpose::test, 0);
    std::vector<Run> runs = some_runs(random);
    OriginLog once;
    for (const Run& run : runs) once.merge(run, kNow);
    runs.insert(runs.end(), runs.begin(), runs.end());
    random.shuffle(runs);
    OriginLog twice;
    for (const Run& run : runs) twice.merge(run, kNow);
    CHECK(all_of(once) == all_of(twice));
    CHECK(once.counts() == twice.counts());
  }
}

TEST_CASE("replicas that exchange what they lack converge, however much was lost before") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    sim::Random random(seed, sim::Purpose::test, 1);
    std::vector<OriginLog> replicas(5);
    std::size_t appended = 0;
    for (int step = 0; step < 200; ++step) {
      const std::size_t origin = random.below(replicas.size());
      const Run run = replicas[origin].append(sim::NodeId::node(static_cast<std::uint32_t>(origin)),
                                              step, kNow);
      ++appended;
      for (OriginLog& replica : replicas) {
        if (random.below(3) == 0) replica.merge(run, kNow);
      }
      if (random.below(4) == 0) repair(random.pick(replicas), random.pick(replicas));
    }
    for (const OriginLog& from : replicas) {
      for (OriginLog& to : replicas) repair(from, to);
    }
    const std::vector<Run> all = all_of(replicas.front());
    std::size_t held = 0;
    for (const Run& run : all) held += run.values.size();
    CHECK(held == appended);
    for (const OriginLog& replica : replicas) {
      CHECK(all_of(replica) == all);
      CHECK(replica.covers(replicas.front().counts()));
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
