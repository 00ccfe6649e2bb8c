// What the nemesis plans for nodes, their clocks and disks, for swizzles and at events.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "eddy/workloads/nemesis.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::NodeId;
using sim::Time;

constexpr std::size_t kMostNodes = 12;

template <class F>
std::vector<F> planned(std::uint64_t seed, const NemesisOptions& options, std::size_t nodes) {
  std::vector<F> faults;
  for (const PlannedFault& fault : plan_faults(seed, options, nodes, 100s)) {
    if (const F* one = std::get_if<F>(&fault.fault)) faults.push_back(*one);
  }
  return faults;
}

TEST_CASE("nemesis: kills and pauses befall one node, a minority, a majority or all") {
  for (std::size_t n = 1; n <= kMostNodes; ++n) {
    CAPTURE(n);
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      for (const sim::Kill& kill : planned<sim::Kill>(seed, {{sim::FaultKind::kill}, 1s, {}}, n)) {
        CHECK(std::is_sorted(kill.nodes.begin(), kill.nodes.end()));
        sizes.insert(kill.nodes.size());
      }
    }
    CHECK(sizes == std::set<std::size_t>{1, std::max<std::size_t>((n - 1) / 2, 1), n / 2 + 1, n});
  }
  const auto sizes_for = [](Targets targets) {
    NemesisOptions options{{sim::FaultKind::pause}, 1s, {}};
    options.targets = targets;
    std::set<std::size_t> sizes;
    for (const sim::Pause& pause : planned<sim::Pause>(1, options, 5))
      sizes.insert(pause.nodes.size());
    return sizes;
  };
  CHECK(sizes_for(Targets::one) == std::set<std::size_t>{1});
  CHECK(sizes_for(Targets::minority) == std::set<std::size_t>{2});
  CHECK(sizes_for(Targets::majority) == std::set<std::size_t>{3});
  CHECK(sizes_for(Targets::all) == std::set<std::size_t>{5});
}

TEST_CASE("nemesis: every node is killed now and then") {
  std::set<NodeId> killed;
  for (const sim::Kill& kill : planned<sim::Kill>(1, {{sim::FaultKind::kill}, 1s, {}}, 7))
    killed.insert(kill.nodes.begin(), kill.nodes.end());
  CHECK(killed.size() == 7);
}

TEST_CASE("nemesis: clocks jump both ways, by little and by much, and drift") {
  bool forward = false;
  bool back = false;
  bool little = false;
  bool much = false;
  bool drifts = false;
  bool does_not_drift = false;
  for (const auto& clock : planned<sim::ClockSkew>(1, {{sim::FaultKind::clock}, 500ms, {}}, 5)) {
    for (const sim::Skew& skew : clock.skews) {
      const sim::Duration jump = skew.jump.by;
      forward |= jump > 0ms;
      back |= jump < 0ms;
      little |= jump > -100ms && jump < 100ms;
      much |= jump > 10s || jump < -10s;
      drifts |= skew.drift != 0;
      does_not_drift |= skew.drift == 0;
      CHECK(std::abs(skew.drift) <= 100'000);
    }
  }
  CHECK((forward && back && little && much && drifts && does_not_drift));
}

TEST_CASE("nemesis: bit rot hits a minority of the disks, unless its targets are given") {
  std::set<sim::DiskTrouble> troubles;
  for (std::size_t n = 1; n <= kMostNodes; ++n) {
    for (const auto& disk : planned<sim::DiskFault>(2, {{sim::FaultKind::disk}, 500ms, {}}, n)) {
      troubles.insert(disk.trouble);
      if (disk.trouble == sim::DiskTrouble::bitrot) CHECK(2 * disk.nodes.size() < n);
    }
  }
  CHECK(troubles.size() == kValuesOf<sim::DiskTrouble>.size());
  NemesisOptions options{{sim::FaultKind::disk}, 1s, {}};
  options.disk_faults = {sim::DiskTrouble::bitrot};
  CHECK(planned<sim::DiskFault>(1, options, 2).empty());
  options.targets = Targets::all;
  const auto all = planned<sim::DiskFault>(1, options, 2);
  REQUIRE_FALSE(all.empty());
  CHECK(all.front().nodes.size() == 2);
}

TEST_CASE(
    "nemesis: a swizzle cuts nodes off one after another, and they come back in another order") {
  std::size_t most = 0;
  bool is_another_order = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto plan = plan_faults(seed, {{sim::FaultKind::swizzle}, 3s, {}}, 5, 20s);
    std::set<NodeId> now;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      const auto& nodes = std::get<sim::Swizzle>(plan[i].fault).nodes;
      REQUIRE(nodes.size() == 1);
      // Legs of one slot touch one another in time.
      if (i > 0 && plan[i].start < plan[i - 1].end) {
        is_another_order |= plan[i].end < plan[i - 1].end;
        now.insert(nodes.front());
      } else {
        now = {nodes.front()};
      }
      most = std::max(most, now.size());
    }
  }
  CHECK(most == 5);
  CHECK(is_another_order);
  CHECK(plan_faults(1, {{sim::FaultKind::swizzle}, 3s, {}}, 1, 20s).empty());
}

TEST_CASE("nemesis: kinds that strike together do so at the same times, and the same nodes first") {
  NemesisOptions options;
  options.kinds = {sim::FaultKind::partition, sim::FaultKind::loss, sim::FaultKind::pause,
                   sim::FaultKind::clock};
  options.interval = 1s;
  options.shape = sim::PartitionShape::one;
  options.targets = Targets::one;
  options.together = true;
  std::set<NodeId> struck;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto plan = plan_faults(seed, options, 5, 20s);
    REQUIRE_FALSE(plan.empty());
    REQUIRE(plan.size() % 4 == 0);
    for (std::size_t i = 0; i < plan.size(); i += 4) {
      for (std::size_t k = 1; k < 4; ++k) {
        CHECK(plan[i + k].start == plan[i].start);
        CHECK(plan[i + k].end == plan[i].end);
      }
      const auto& alone = std::get<sim::Partition>(plan[i].fault).groups.front();
      CHECK(std::get<sim::Pause>(plan[i + 2].fault).nodes == alone);
      const auto& skews = std::get<sim::ClockSkew>(plan[i + 3].fault).skews;
      REQUIRE(skews.size() == 1);
      CHECK(skews.front().node == alone.front());
      struck.insert(alone.front());
    }
  }
  CHECK(struck.size() == 5);
}

TEST_CASE("nemesis: faults at events are planned from the start, and last as long as they say") {
  NemesisOptions options;
  options.at = {{FaultAtEvent::kill, {sim::Side::before, sim::Act::send, "vote"}, 2s},
                {FaultAtEvent::cut, {sim::Side::after, sim::Act::sync}}};
  const auto plan = plan_faults(1, options, 5, 20s);
  REQUIRE(plan.size() == 2);
  CHECK(plan[0].trigger == options.at[0].trigger);
  CHECK(plan[0].fault == sim::Fault(sim::Kill{}));
  CHECK(plan[0].end == Time(2s));
  CHECK(plan[1].fault == sim::Fault(sim::Swizzle{}));
  CHECK(plan[1].end <= Time(20s));
  CHECK(plan[1].id == 1);
  options.at[0].trigger.node = NodeId::node(5);
  CHECK(complaint(options, 5) == "a fault at an event of n5: there are nodes n0 to n4");
}

TEST_CASE("nemesis: a core is a majority, and the rest is cut off, killed or paused for ever") {
  for (std::size_t n = 1; n <= kMostNodes; ++n) {
    CAPTURE(n);
    std::set<sim::FaultKind> kinds;
    std::set<std::vector<NodeId>> cores;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const NemesisOptions options{{sim::FaultKind::kill, sim::FaultKind::pause}, 1s, {}};
      const Core core = plan_core(seed, options, n, Time(9s), 7);
      CHECK(core.nodes.size() == n / 2 + 1);
      CHECK(std::is_sorted(core.nodes.begin(), core.nodes.end()));
      cores.insert(core.nodes);
      CHECK(core.faults.size() == (n > 1 && n / 2 + 1 < n ? 1 : 0));
      for (const PlannedFault& fault : core.faults) {
        CHECK(fault.id == 7);
        CHECK(fault.start == Time(9s));
        kinds.insert(kind_of(fault.fault));
      }
    }
    if (n > 2) {
      CHECK(kinds.size() == 3);
      CHECK(cores.size() > 2);
    }
  }
  const Core cut = plan_core(1, {}, 5, Time{}, 0);
  REQUIRE(cut.faults.size() == 1);
  const auto& partition = std::get<sim::Partition>(cut.faults.front().fault);
  CHECK(partition.groups.back() == cut.nodes);
  CHECK(partition.groups.front().size() == 2);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
