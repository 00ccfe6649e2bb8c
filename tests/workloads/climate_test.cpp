// What a seed draws for its run.
#include "eddy/workloads/search/climate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::FaultKind;

constexpr std::uint64_t kSeeds = 1000;
constexpr sim::FaultSet kFour = {FaultKind::partition, FaultKind::loss, FaultKind::duplicate,
                                 FaultKind::slow};

Options options_of(std::string_view workload) {
  Options options;
  options.plan.workload = workload;
  options.run.program = "any";
  options.plan.concurrency = find_workload(workload)->make()->default_concurrency();
  return options;
}

std::vector<Options> climates(const Options& given, const PinnedOptions& pinned = {},
                              sim::FaultSet survived = kFour) {
  std::vector<Options> drawn;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
    drawn.push_back(draw_climate(given, pinned, {survived, {}}, seed));
  return drawn;
}

// In how many of them?
std::size_t count(const std::vector<Options>& drawn,
                  const std::function<bool(const Options&)>& holds) {
  return static_cast<std::size_t>(std::count_if(drawn.begin(), drawn.end(), holds));
}

TEST_CASE("climate: a seed names one climate, and its run has that seed") {
  const Options given = options_of("broadcast");
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
    const Options climate = draw_climate(given, {}, {kFour, {}}, seed);
    CHECK(climate.run.seed == seed);
    CHECK(climate == draw_climate(given, {}, {kFour, {}}, seed));
  }
}

TEST_CASE("climate: seeds draw many kinds of days") {
  const auto drawn = climates(options_of("broadcast"));
  const auto seen = [&drawn](auto value_of) {
    std::set<decltype(value_of(drawn.front()))> values;
    for (const Options& climate : drawn) values.insert(value_of(climate));
    return values.size();
  };
  CHECK(seen([](const Options& o) { return o.run.node_count; }) == 8);
  CHECK(seen([](const Options& o) { return o.run.topology; }) ==
        kValuesOf<sim::TopologyKind>.size());
  CHECK(seen([](const Options& o) { return o.run.network.latency.distribution; }) == 3);
  CHECK(seen([](const Options& o) { return o.plan.nemesis.shape; }) ==
        kValuesOf<sim::PartitionShape>.size() + 1);
  CHECK(seen([](const Options& o) { return o.plan.nemesis.kinds; }) == 16);  // all subsets of four
  CHECK(seen([](const Options& o) { return o.plan.rate; }) > 100);
  CHECK(seen([](const Options& o) { return o.run.time_limit; }) > 100);
  CHECK(seen([](const Options& o) { return o.plan.nemesis.interval; }) > 100);
  CHECK(seen([](const Options& o) { return o.run.network.hop; }) > 5);
  CHECK(seen([](const Options& o) { return o.run.network.loss.value(); }) > 20);
  CHECK(seen([](const Options& o) { return o.run.network.duplicate.value(); }) > 20);
  CHECK(seen([](const Options& o) { return o.run.network.fault_services; }) == 2);
  CHECK(seen([](const Options& o) { return o.run.services.seq_kv_staleness.value(); }) == 4);
  CHECK(seen([](const Options& o) { return o.plan.concurrency.count; }) >= 6);
}

TEST_CASE("climate: most are short, many are quiet in one way or another, and none is dear") {
  for (const auto& entry : catalog()) {
    CAPTURE(entry.name);
    const auto drawn = climates(options_of(entry.name));
    const auto share = [&drawn](const std::function<bool(const Options&)>& holds) {
      return count(drawn, holds) * 100 / drawn.size();
    };
    CHECK(share([](const Options& o) { return o.run.time_limit <= 8s; }) > 45);
    CHECK(share([](const Options& o) { return o.run.time_limit > 20s; }) > 3);
    CHECK(share([](const Options& o) { return o.plan.nemesis.kinds.empty(); }) > 8);
    CHECK(share([](const Options& o) { return o.plan.nemesis.kinds.size() == 1; }) > 15);
    CHECK(share([](const Options& o) { return o.plan.nemesis.kinds.size() == 4; }) > 5);
    CHECK(share([](const Options& o) { return o.run.network.latency.mean == 0ns; }) > 25);
    CHECK(share([](const Options& o) { return o.run.network.hop == 500us; }) > 60);
    CHECK(share([](const Options& o) { return o.run.node_count == 1; }) > 2);
    CHECK(share([](const Options& o) { return o.plan.rate < 10; }) > 5);
    CHECK(share([](const Options& o) { return o.plan.rate > 100; }) > 5);
    CHECK(share([](const Options& o) { return o.clients() > o.run.node_count; }) > 50);
    for (const Options& climate : drawn) {
      const double seconds = std::chrono::duration<double>(climate.run.time_limit).count();
      CHECK(climate.plan.rate * seconds <=
            1.1 * static_cast<double>(most_climate_operations(climate.run.node_count)));
      CHECK(climate.plan.rate * seconds >= 28);
      CHECK(climate.run.time_limit <= 64s);
      if (!climate.plan.nemesis.kinds.empty())
        CHECK(climate.plan.nemesis.interval <= climate.run.time_limit);
      CHECK(climate.run.network.latency.mean <= 64ms);
      CHECK(climate.clients() <= 72);
    }
  }
}

TEST_CASE("climate: few nodes do many operations, for what shows only after many") {
  const auto most = [](const std::vector<Options>& drawn, std::size_t nodes) {
    double most_operations = 0;
    for (const Options& o : drawn) {
      const double seconds = std::chrono::duration<double>(o.run.time_limit).count();
      if (o.run.node_count == nodes)
        most_operations = std::max(most_operations, o.plan.rate * seconds);
    }
    return most_operations;
  };
  const auto drawn = climates(options_of("unique-ids"));
  CHECK(most(drawn, 1) > 2'000);
  CHECK(most(drawn, 3) > 700);
  CHECK(most(drawn, 9) < 320);
}

TEST_CASE("climate: no fault is drawn that the program need not survive") {
  for (const sim::FaultSet survived :
       {sim::FaultSet{}, sim::FaultSet{FaultKind::slow}, sim::FaultSet{FaultKind::loss},
        sim::FaultSet{FaultKind::duplicate, FaultKind::partition}}) {
    const auto drawn = climates(options_of("lin-kv"), {}, survived);
    for (const Options& climate : drawn) {
      for (const FaultKind kind : climate.plan.nemesis.kinds) CHECK(survived.contains(kind));
      CHECK((climate.run.network.loss.never() || survived.contains(FaultKind::loss)));
      CHECK((climate.run.network.duplicate.never() || survived.contains(FaultKind::duplicate)));
      const bool parts = std::count(climate.plan.nemesis.kinds.begin(),
                                    climate.plan.nemesis.kinds.end(), FaultKind::partition) > 0;
      CHECK((parts || !climate.plan.nemesis.shape));
      CHECK((!climate.plan.nemesis.kinds.empty() || !climate.run.network.fault_services));
    }
    for (const FaultKind kind : survived.kinds()) {
      CAPTURE(std::string(name_of(kind)));
      CHECK(count(drawn, [kind](const Options& o) {
              return std::count(o.plan.nemesis.kinds.begin(), o.plan.nemesis.kinds.end(), kind) > 0;
            }) > kSeeds / 5);
    }
  }
}

constexpr sim::FaultSet kOfNodes = {FaultKind::partition, FaultKind::kill, FaultKind::pause,
                                    FaultKind::clock,     FaultKind::disk, FaultKind::swizzle};

TEST_CASE("climate: faults at events name messages that the program sends, and other moments") {
  const ClimateBounds bounds{kOfNodes, {{"gossip", 1000}, {"vote", 3}}};
  std::set<std::string> messages;
  std::set<sim::Act> acts;
  std::set<FaultAtEvent> faults;
  std::size_t with_faults = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Options climate = draw_climate(options_of("lin-kv"), {}, bounds, seed);
    const auto& at_events = climate.plan.nemesis.at;
    with_faults += at_events.empty() ? 0 : 1;
    for (const FaultAt& at : at_events) {
      messages.insert(at.trigger.message);
      acts.insert(at.trigger.act);
      faults.insert(at.fault);
      if (at.trigger.message == "vote") CHECK(at.trigger.number < 8 * 8);
    }
  }
  CHECK(messages == std::set<std::string>{"", "gossip", "vote"});
  CHECK(acts.size() == kValuesOf<sim::Act>.size());
  CHECK(faults.size() == kValuesOf<FaultAtEvent>.size());
  CHECK(with_faults > kSeeds / 4);
  CHECK(with_faults < kSeeds / 2);
  for (const Options& climate : climates(options_of("lin-kv"), {}, {FaultKind::loss}))
    CHECK(climate.plan.nemesis.at.empty());
}

TEST_CASE("climate: no disk fault without kills mostly, and where disks may rot no other aim") {
  std::size_t disks = 0;
  std::size_t with_kill = 0;
  for (const Options& climate : climates(options_of("lin-kv"), {}, kOfNodes)) {
    const auto& nemesis = climate.plan.nemesis;
    const auto has = [&](FaultKind kind) {
      return std::count(nemesis.kinds.begin(), nemesis.kinds.end(), kind) > 0;
    };
    if (!has(FaultKind::disk)) continue;
    ++disks;
    with_kill += has(FaultKind::kill) ? 1 : 0;
    CHECK_FALSE(nemesis.targets);
  }
  CHECK(disks > kSeeds / 5);
  CHECK(with_kill > disks * 3 / 4);
  CHECK(with_kill < disks);
}

TEST_CASE("climate: each can be planned, and a nemesis takes it") {
  for (const auto& entry : catalog()) {
    CAPTURE(entry.name);
    const auto workload = entry.make();
    for (const Options& climate : climates(options_of(entry.name))) {
      CAPTURE(climate.run.seed);
      CHECK_FALSE(workload->complaint(climate));
      CHECK_FALSE(complaint(climate.plan.nemesis, climate.run.node_count));
    }
  }
}

// An option, a value that no climate draws, and what has it.
struct Pin {
  std::string option;
  std::function<void(Options&)> set;
  std::function<bool(const Options&)> is_set;
  bool bears_on_others = false;  // do others go by it?
};

std::vector<Pin> pins() {
  const auto pin = [](std::string option, auto field, auto value, bool bears_on_others = false) {
    return Pin{std::move(option), [=](Options& o) { field(o) = value; },
               [=](const Options& o) { return field(const_cast<Options&>(o)) == value; },
               bears_on_others};
  };
  using sim::Probability;
  return {
      pin(
          "node-count", [](Options& o) -> auto& { return o.run.node_count; }, std::size_t{12},
          true),
      pin(
          "nodes", [](Options& o) -> auto& { return o.run.node_count; }, std::size_t{11}, true),
      pin(
          "rate", [](Options& o) -> auto& { return o.plan.rate; }, 3.125, true),
      pin(
          "concurrency", [](Options& o) -> auto& { return o.plan.concurrency; },
          Concurrency{10, true}),
      pin(
          "time-limit", [](Options& o) -> auto& { return o.run.time_limit; }, sim::Duration(3'600s),
          true),
      pin(
          "nemesis", [](Options& o) -> auto& { return o.plan.nemesis.kinds; },
          std::vector<FaultKind>{FaultKind::slow, FaultKind::loss}, true),
      pin(
          "nemesis-interval", [](Options& o) -> auto& { return o.plan.nemesis.interval; },
          sim::Duration(123'456'789ns)),
      pin(
          "latency", [](Options& o) -> auto& { return o.run.network.latency.mean; },
          sim::Duration(700ms), true),
      pin(
          "hop", [](Options& o) -> auto& { return o.run.network.hop; }, sim::Duration(77us)),
      pin(
          "loss", [](Options& o) -> auto& { return o.run.network.loss; }, Probability::of(0.77)),
      pin(
          "duplicate", [](Options& o) -> auto& { return o.run.network.duplicate; },
          Probability::of(0.66)),
      pin(
          "fault-services", [](Options& o) -> auto& { return o.run.network.fault_services; }, true),
      pin(
          "seq-kv-staleness", [](Options& o) -> auto& { return o.run.services.seq_kv_staleness; },
          Probability::of(0.123)),
  };
}

TEST_CASE("climate: what is pinned stays, and the rest is drawn as if it were not") {
  const auto drawn = climates(options_of("lin-kv"));
  for (const Pin& pin : pins()) {
    CAPTURE(pin.option);
    Options given = options_of("lin-kv");
    pin.set(given);
    const auto pinned = climates(given, {pin.option});
    for (std::size_t seed = 0; seed < kSeeds; ++seed) {
      CAPTURE(seed);
      REQUIRE(pin.is_set(pinned[seed]));
      if (pin.bears_on_others) continue;
      Options other = drawn[seed];
      pin.set(other);
      REQUIRE(pinned[seed] == other);
    }
  }
}

TEST_CASE("climate: a topology is drawn for who is told one, and stays where it is pinned") {
  for (const Options& climate : climates(options_of("g-set")))
    CHECK(climate.run.topology == sim::TopologyKind::grid);
  Options given = options_of("broadcast");
  given.run.topology = sim::TopologyKind::star;
  for (const Options& climate : climates(given, {"topology"}))
    CHECK(climate.run.topology == sim::TopologyKind::star);
}

TEST_CASE("climate: a shape or clients that are pinned choose the number of nodes") {
  Options given = options_of("lin-kv");
  given.plan.nemesis = {{FaultKind::partition}, 10s, sim::PartitionShape::bridge};
  for (const Options& climate : climates(given, {"nemesis", "partition-shape"}))
    CHECK(sim::is_possible(sim::PartitionShape::bridge, climate.run.node_count));
  given = options_of("lin-kv");
  given.plan.concurrency = {10, false};  // a multiple of two for each node
  const auto drawn = climates(given, {"concurrency"});
  CHECK(count(drawn, [](const Options& o) { return o.run.node_count == 1; }) > 0);
  CHECK(count(drawn, [](const Options& o) { return o.run.node_count == 5; }) > 0);
  CHECK(count(drawn, [](const Options& o) { return o.clients() == 10; }) == kSeeds);
}

TEST_CASE("climate: what is pinned of a fault is left out where the fault is not drawn") {
  Options given = options_of("echo");
  auto& nemesis = given.plan.nemesis;
  nemesis.disk_faults = {sim::DiskTrouble::torn};
  nemesis.together = true;
  nemesis.targets = Targets::one;
  nemesis.shape = sim::PartitionShape::halves;
  const PinnedOptions pinned = {"disk-faults", "nemesis-together", "nemesis-targets",
                                "partition-shape"};
  const auto drawn = climates(given, pinned, sim::kEveryFault);
  for (const Options& climate : drawn) {
    const auto& kinds = climate.plan.nemesis.kinds;
    const auto has = [&kinds](FaultKind kind) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    CHECK((climate.plan.nemesis.disk_faults == nemesis.disk_faults) == has(FaultKind::disk));
    CHECK(climate.plan.nemesis.together == (kinds.size() > 1));
    CHECK(climate.plan.nemesis.shape.has_value() ==
          (has(FaultKind::partition) || has(FaultKind::held)));
    if (has(FaultKind::kill)) CHECK(climate.plan.nemesis.targets == Targets::one);
  }
  CHECK(count(drawn, [](const Options& o) { return o.plan.nemesis.together; }) > kSeeds / 4);
}

TEST_CASE("climate: a core is left only where there is a minority") {
  Options given = options_of("lin-kv");
  given.plan.liveness = Liveness::core;
  for (const Options& climate : climates(given, {"liveness"})) CHECK(climate.run.node_count >= 3);
}

TEST_CASE("climate: another kind of fault that may be drawn mostly leaves the others chosen") {
  const auto some = climates(options_of("echo"), {},
                             {FaultKind::partition, FaultKind::loss, FaultKind::duplicate});
  const auto all = climates(options_of("echo"));
  std::size_t kept = 0;
  for (std::size_t i = 0; i < kSeeds; ++i) {
    const auto& before = some[i].plan.nemesis.kinds;
    const auto& after = all[i].plan.nemesis.kinds;
    kept += std::includes(after.begin(), after.end(), before.begin(), before.end()) ? 1 : 0;
  }
  CHECK(kept > kSeeds / 2);
  CHECK(kept < kSeeds);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
