#include "eddy/workloads/nemesis.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "eddy/sim/network.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::NodeId;
using sim::PartitionShape;
using sim::Time;

constexpr std::size_t kMostNodes = 12;
const std::vector<sim::FaultKind> kAllKinds = sim::kEveryFault.kinds();

// Start, end and description: all that there is to a fault.
std::vector<std::string> lines(const std::vector<PlannedFault>& plan, std::string_view kind = "") {
  std::vector<std::string> result;
  for (const PlannedFault& fault : plan) {
    if (!kind.empty() && sim::name(fault.fault) != kind) continue;
    result.push_back(to_string(fault.start) + " " + to_string(fault.end) + " " +
                     describe(fault.fault));
  }
  return result;
}

std::vector<sim::Partition> partitions(PartitionShape shape, std::size_t n, std::uint64_t seed) {
  std::vector<sim::Partition> result;
  for (const PlannedFault& fault :
       plan_faults(seed, {{sim::FaultKind::partition}, 1s, shape}, n, 100s)) {
    result.push_back(std::get<sim::Partition>(fault.fault));
  }
  return result;
}

TEST_CASE("nemesis: names of kinds round trip and are those of the faults") {
  for (const sim::FaultKind kind : kAllKinds)
    CHECK(parse_name<sim::FaultKind>(name_of(kind)) == kind);
  CHECK_FALSE(parse_name<sim::FaultKind>("partitions"));
  CHECK_FALSE(parse_name<sim::FaultKind>(""));
  for (const sim::FaultKind kind : kAllKinds) {
    const auto plan = plan_faults(1, {{kind}, 1s, {}}, 5, 60s);
    REQUIRE_FALSE(plan.empty());
    for (const PlannedFault& fault : plan) CHECK(sim::name(fault.fault) == name_of(kind));
  }
}

TEST_CASE("nemesis: without kinds nothing is planned") {
  CHECK(plan_faults(1, {}, 5, 60s).empty());
}

TEST_CASE("nemesis: a seed has one plan and another seed another") {
  const NemesisOptions options{kAllKinds, 5s, {}};
  CHECK(lines(plan_faults(1, options, 5, 60s)) == lines(plan_faults(1, options, 5, 60s)));
  CHECK(lines(plan_faults(1, options, 5, 60s)) != lines(plan_faults(2, options, 5, 60s)));
}

TEST_CASE("nemesis: a plan is frozen") {
  const std::vector<sim::FaultKind> kinds = {sim::FaultKind::partition, sim::FaultKind::loss,
                                             sim::FaultKind::duplicate, sim::FaultKind::slow};
  CHECK(lines(plan_faults(7, {kinds, 10s, {}}, 5, 20s)) ==
        std::vector<std::string>{"0.922601124 1.484682768 partition one: n1 | n0 n2 n3 n4",
                                 "6.391836219 8.107281504 loss 35 %",
                                 "6.730574025 14.831221756 partition one-way: n0 n1 n2 n4 ↛ n3",
                                 "12.085142038 16.946095318 loss 11 %",
                                 "12.194671971 20.000000000 slow +448 ms",
                                 "19.895568692 20.000000000 duplicate 31 %"});
}

TEST_CASE("nemesis: without one kind the others go wrong as they did") {
  const auto all = plan_faults(3, {kAllKinds, 2s, {}}, 7, 60s);
  for (const sim::FaultKind left_out : kAllKinds) {
    std::vector<sim::FaultKind> kinds = kAllKinds;
    std::erase(kinds, left_out);
    const auto fewer = plan_faults(3, {kinds, 2s, {}}, 7, 60s);
    CHECK(lines(fewer, name_of(left_out)).empty());
    for (const sim::FaultKind kind : kinds)
      CHECK(lines(fewer, name_of(kind)) == lines(all, name_of(kind)));
  }
}

TEST_CASE("nemesis: the order and number of the kinds asked for do not matter") {
  std::vector<sim::FaultKind> kinds(kAllKinds.rbegin(), kAllKinds.rend());
  kinds.push_back(sim::FaultKind::loss);
  CHECK(lines(plan_faults(3, {kinds, 2s, {}}, 7, 60s)) ==
        lines(plan_faults(3, {kAllKinds, 2s, {}}, 7, 60s)));
}

TEST_CASE("nemesis: a longer run begins with the faults of the shorter one") {
  const auto shorter = plan_faults(3, {kAllKinds, 2s, {}}, 7, 30s);
  const auto longer = plan_faults(3, {kAllKinds, 2s, {}}, 7, 60s);
  REQUIRE(longer.size() > shorter.size());
  std::vector<PlannedFault> cut;
  for (const PlannedFault& fault : longer) {
    if (fault.start >= Time(30s)) continue;
    cut.push_back(fault);
    cut.back().end = std::min(fault.end, Time(30s));
  }
  CHECK(lines(cut) == lines(shorter));
}

TEST_CASE("nemesis: faults of a kind follow one another and none outlasts the time limit") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto plan = plan_faults(seed, {kAllKinds, 3s, {}}, 5, 60s);
    CHECK(std::is_sorted(plan.begin(), plan.end(),
                         [](const auto& a, const auto& b) { return a.start < b.start; }));
    std::map<std::string_view, Time> last_end;
    for (const PlannedFault& fault : plan) {
      // The legs of one swizzle overlap.
      if (!std::holds_alternative<sim::Swizzle>(fault.fault))
        CHECK(fault.start >= last_end[sim::name(fault.fault)]);
      CHECK(fault.start <= fault.end);
      CHECK(fault.start < Time(60s));
      CHECK(fault.end <= Time(60s));
      last_end[sim::name(fault.fault)] = fault.end;
    }
  }
}

TEST_CASE("nemesis: the gaps between starts and stops have the interval for their mean") {
  const auto plan = plan_faults(1, {{sim::FaultKind::loss}, 1s, {}}, 5, 20'000s);
  CHECK(plan.size() > 9'600);  // a start every two seconds
  CHECK(plan.size() < 10'400);
  sim::Duration active{0};
  for (std::size_t i = 0; i + 1 < plan.size(); ++i) {
    active += plan[i].end - plan[i].start;
    CHECK(plan[i].end - plan[i].start <= 2s);
    CHECK(plan[i + 1].start - plan[i].end <= 2s);
  }
  CHECK(active > 9'600s);
  CHECK(active < 10'400s);
}

TEST_CASE("nemesis: magnitudes stay in their ranges and reach both ends") {
  std::set<std::string> losses;
  std::set<std::string> duplicates;
  std::int64_t least_ms = 1'000'000;
  std::int64_t most_ms = 0;
  for (const PlannedFault& planned : plan_faults(1, {kAllKinds, 1s, {}}, 5, 5'000s)) {
    const sim::Fault& fault = planned.fault;
    if (std::holds_alternative<sim::Loss>(fault)) losses.insert(describe(fault));
    if (std::holds_alternative<sim::Duplication>(fault)) duplicates.insert(describe(fault));
    if (const auto* slow = std::get_if<sim::Slowness>(&fault)) {
      const std::int64_t ms = slow->mean / 1ms;
      least_ms = std::min(least_ms, ms);
      most_ms = std::max(most_ms, ms);
    }
  }
  CHECK(losses.size() == 46);
  CHECK(losses.contains("loss 5 %"));
  CHECK(losses.contains("loss 50 %"));
  CHECK(duplicates.size() == 46);
  CHECK(duplicates.contains("duplicate 50 %"));
  CHECK(least_ms >= 50);
  CHECK(least_ms < 60);
  CHECK(most_ms <= 1'000);
  CHECK(most_ms > 990);
}

TEST_CASE("nemesis: every shape that is possible is drawn and no other") {
  for (std::size_t n = 1; n <= kMostNodes; ++n) {
    CAPTURE(n);
    std::set<PartitionShape> drawn;
    for (const PlannedFault& fault :
         plan_faults(1, {{sim::FaultKind::partition}, 1s, {}}, n, 500s)) {
      drawn.insert(std::get<sim::Partition>(fault.fault).shape);
    }
    for (const PartitionShape shape : kValuesOf<sim::PartitionShape>) {
      CHECK(drawn.contains(shape) == sim::is_possible(shape, n));
    }
  }
}

// Checks of one partition that hold for every shape, then those of its own.
void check_groups(const sim::Partition& partition, std::size_t n) {
  CAPTURE(describe(partition));
  std::vector<NodeId> all;
  for (const auto& group : partition.groups) {
    CHECK_FALSE(group.empty());
    if (partition.shape != PartitionShape::majorities_ring) {
      CHECK(std::is_sorted(group.begin(), group.end()));
    }
    all.insert(all.end(), group.begin(), group.end());
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == n);
  for (std::uint32_t i = 0; i < n; ++i) CHECK(all[i] == NodeId::node(i));

  const auto size = [&](std::size_t group) { return partition.groups.at(group).size(); };
  switch (partition.shape) {
    case PartitionShape::one:
      CHECK(size(0) == 1);
      break;
    case PartitionShape::halves:
      CHECK(size(0) == n / 2);
      break;
    case PartitionShape::majority:
      CHECK(2 * size(0) < n);
      break;
    case PartitionShape::minority_third:
      CHECK(3 * size(0) < n);
      break;
    case PartitionShape::one_way:
      CHECK(partition.groups.size() == 2);
      break;
    case PartitionShape::bridge:
      CHECK(size(0) == (n - 1) / 2);
      CHECK(size(1) == n / 2);
      CHECK(size(2) == 1);
      break;
    case PartitionShape::majorities_ring:
      CHECK(partition.groups.size() == 1);
      break;
  }
}

TEST_CASE("nemesis: the groups of every shape have the sizes that its name promises") {
  for (const PartitionShape shape : kValuesOf<sim::PartitionShape>) {
    for (std::size_t n = 1; n <= kMostNodes; ++n) {
      if (!sim::is_possible(shape, n)) continue;
      CAPTURE(name_of(shape));
      CAPTURE(n);
      const auto drawn = partitions(shape, n, 1);
      CHECK(drawn.size() > 30);
      for (const sim::Partition& partition : drawn) {
        CHECK(partition.shape == shape);
        check_groups(partition, n);
      }
    }
  }
}

TEST_CASE("nemesis: every size of a minority is drawn and every node is in it at times") {
  const auto sizes = [](PartitionShape shape, std::size_t n) {
    std::set<std::size_t> result;
    std::set<NodeId> members;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      for (const auto& partition : partitions(shape, n, seed)) {
        result.insert(partition.groups[0].size());
        members.insert(partition.groups[0].begin(), partition.groups[0].end());
      }
    }
    CHECK(members.size() == n);
    return result;
  };
  using Sizes = std::set<std::size_t>;
  CHECK(sizes(PartitionShape::majority, 3) == Sizes{1});
  CHECK(sizes(PartitionShape::majority, 4) == Sizes{1});
  CHECK(sizes(PartitionShape::majority, 7) == Sizes{1, 2, 3});
  CHECK(sizes(PartitionShape::minority_third, 4) == Sizes{1});
  CHECK(sizes(PartitionShape::minority_third, 9) == Sizes{1, 2});
  CHECK(sizes(PartitionShape::minority_third, 10) == Sizes{1, 2, 3});
  CHECK(sizes(PartitionShape::one_way, 5) == Sizes{1, 2, 3, 4});
  CHECK(sizes(PartitionShape::one, 5) == Sizes{1});
}

TEST_CASE("nemesis: a pinned shape that the nodes are too few for is complained about") {
  const auto pinned = [](PartitionShape shape) {
    return NemesisOptions{{sim::FaultKind::partition}, 10s, shape};
  };
  CHECK(complaint(pinned(PartitionShape::bridge), 2) ==
        "a partition of shape bridge takes at least 3 nodes; there are 2");
  CHECK(complaint(pinned(PartitionShape::halves), 1) ==
        "a partition of shape halves takes at least 2 nodes; there is 1");
  CHECK(complaint(pinned(PartitionShape::minority_third), 3));
  CHECK_FALSE(complaint(pinned(PartitionShape::minority_third), 4));
  CHECK_FALSE(complaint({kAllKinds, 10s, {}}, 1));
}

TEST_CASE("nemesis: an interval of nothing or without end is complained about") {
  for (const sim::Duration interval :
       {sim::Duration(0), sim::Duration(-1s), sim::Duration(1us), sim::Duration::max()}) {
    CHECK(complaint({kAllKinds, interval, {}}, 5));
  }
  CHECK_FALSE(complaint({kAllKinds, 1ms, {}}, 5));
}

// Each service's group in each partition, by the fault's id and the service's name.
std::map<std::string, std::size_t> sides(const std::vector<PlannedFault>& plan) {
  std::map<std::string, std::size_t> result;
  for (const PlannedFault& planned : plan) {
    const auto* partition = std::get_if<sim::Partition>(&planned.fault);
    if (partition == nullptr) continue;
    for (std::size_t group = 0; group < partition->groups.size(); ++group) {
      for (const NodeId node : partition->groups[group]) {
        if (!node.is_service()) continue;
        const bool is_first =
            result.emplace(std::to_string(planned.id) + " " + std::string(node.name()), group)
                .second;
        CHECK(is_first);
      }
    }
  }
  return result;
}

TEST_CASE("nemesis: each service is on one side of each partition, and at times on every side") {
  for (const PartitionShape shape : kValuesOf<sim::PartitionShape>) {
    CAPTURE(name_of(shape));
    auto plan =
        plan_faults(1, {{sim::FaultKind::partition, sim::FaultKind::loss}, 1s, shape}, 5, 200s);
    const auto before = plan;
    part_services(plan, 1);
    std::map<std::string, std::set<std::size_t>> groups_of;
    std::size_t partitions = 0;
    for (const auto& [who, group] : sides(plan))
      groups_of[who.substr(who.find(' ') + 1)].insert(group);
    for (std::size_t i = 0; i < plan.size(); ++i) {
      auto* partition = std::get_if<sim::Partition>(&plan[i].fault);
      if (partition == nullptr) {
        CHECK(plan[i] == before[i]);
        continue;
      }
      ++partitions;
      // But for the services, a partition is as it was.
      for (auto& group : partition->groups)
        std::erase_if(group, [](NodeId node) { return node.is_service(); });
      CHECK(plan[i] == before[i]);
    }
    REQUIRE(partitions > 30);
    if (shape == PartitionShape::majorities_ring) {
      CHECK(groups_of.empty());  // there are no sides
      continue;
    }
    CHECK(groups_of.size() == NodeId::kServices.size());
    for (const auto& [service, groups] : groups_of) {
      CAPTURE(service);
      CHECK(groups.size() == (shape == PartitionShape::bridge ? 3 : 2));
    }
  }
}

TEST_CASE("nemesis: a partition that holds has the services on its sides, too") {
  auto plan = plan_faults(3, {{sim::FaultKind::held}, 1s, PartitionShape::halves}, 4, 20s);
  REQUIRE_FALSE(plan.empty());
  part_services(plan, 3);
  for (const PlannedFault& planned : plan) {
    const auto& groups = std::get<sim::HeldPartition>(planned.fault).groups;
    CHECK(groups[0].size() + groups[1].size() == 4 + NodeId::kServices.size());
  }
}

TEST_CASE("nemesis: a partition that is taken out leaves services on their sides in the others") {
  const NemesisOptions options{{sim::FaultKind::partition, sim::FaultKind::slow}, 2s, {}};
  const auto planned = plan_faults(5, options, 5, 100s);
  auto whole = planned;
  part_services(whole, 5);
  const auto all_sides = sides(whole);
  REQUIRE_FALSE(all_sides.empty());
  for (std::size_t i = 0; i < planned.size(); ++i) {
    auto fewer = planned;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    part_services(fewer, 5);
    auto expected = whole;
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(fewer == expected);
  }
  auto other = planned;
  part_services(other, 6);
  CHECK(sides(other) != all_sides);
}

TEST_CASE("nemesis: a description is one line that says everything") {
  const auto nodes = [](std::initializer_list<std::uint32_t> indices) {
    std::vector<NodeId> result;
    for (const std::uint32_t index : indices) result.push_back(NodeId::node(index));
    return result;
  };
  CHECK(describe(sim::Partition{PartitionShape::halves, {nodes({0, 2}), nodes({1, 3, 4})}}) ==
        "partition halves: n0 n2 | n1 n3 n4");
  CHECK(describe(sim::Partition{PartitionShape::one_way, {nodes({0, 1}), nodes({2})}}) ==
        "partition one-way: n0 n1 ↛ n2");
  CHECK(describe(sim::Partition{PartitionShape::bridge, {nodes({0}), nodes({1, 2}), nodes({3})}}) ==
        "partition bridge: n0 | n1 n2, joined by n3");
  CHECK(describe(sim::Partition{PartitionShape::majorities_ring, {nodes({2, 0, 1})}}) ==
        "partition majorities-ring: n2 n0 n1");
  CHECK(describe(sim::Loss{sim::Probability::percent(23)}) == "loss 23 %");
  CHECK(describe(sim::Loss{sim::Probability::of(0.125)}) == "loss 12.5 %");
  CHECK(describe(sim::Duplication{sim::Probability::of(1)}) == "duplicate 100 %");
  CHECK(describe(sim::Slowness{310ms}) == "slow +310 ms");
}

TEST_CASE("nemesis: of a large group only the first nodes are named") {
  const auto drawn = partitions(PartitionShape::halves, 10'000, 1);
  REQUIRE_FALSE(drawn.empty());
  const std::string text = describe(drawn[0]);
  CHECK(text.size() < 150);
  CHECK(text.find("(5000 nodes)") != std::string::npos);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
