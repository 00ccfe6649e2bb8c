#include "eddy/workloads/search/climate.h"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/base/ensure.h"
#include "eddy/sim/random.h"
#include "eddy/workloads/catalog.h"

namespace eddy::workloads {
namespace {

using namespace std::chrono_literals;
using sim::Duration;
using sim::FaultKind;
using sim::LatencyDistribution;

// What is drawn. The numbers are frozen: they key the draws.
enum class Aspect : std::uint64_t {
  node_count = 1,
  rate = 2,
  concurrency = 3,
  time_limit = 4,
  fault_count = 5,
  fault_kinds = 6,
  nemesis_interval = 7,
  partition_shape = 8,
  latency = 9,
  latency_distribution = 10,
  hop = 11,
  loss = 12,
  duplicate = 13,
  fault_services = 14,
  topology = 15,
  seq_kv_staleness = 16,
  fault_at = 17,
  chances = 18,
  timer_slack = 19,
  together = 20,
  companion = 21,
  disk_faults = 22,
  targets = 23,
};

constexpr std::uint64_t kFewestOperations = 32;
constexpr std::uint64_t kLowestRate = 3;  // in tenths of an operation per second
constexpr std::uint64_t kHighestRate = 2'560;

// Evenly one of them: one that is there twice comes twice as often.
template <class T>
T one_of(sim::Random& random, std::initializer_list<T> values) {
  return std::data(values)[random.below(values.size())];
}

// With the probability of `times` in `of`.
bool happens(sim::Random& random, std::uint64_t times, std::uint64_t of) {
  return random.below(of) < times;
}

// The two highest digits stay.
std::uint64_t rounded(std::uint64_t value) {
  std::uint64_t unit = 1;
  while (value / unit >= 100) unit *= 10;
  return value / unit * unit;
}

// From `least` to `least` × 2^octaves: each octave with even odds, evenly within it.
std::uint64_t log_uniform(sim::Random& random, std::uint64_t least, std::uint64_t octaves) {
  constexpr std::uint64_t kSteps = 64;
  const std::uint64_t octave = random.below(octaves);
  return rounded((least << octave) * (kSteps + random.below(kSteps)) / kSteps);
}

Duration milliseconds(std::uint64_t count) {
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(count));
}

sim::Probability per_mille(std::uint64_t share) {
  return sim::Probability::of(static_cast<double>(share) / 1000);
}

class Drawing {
 public:
  Drawing(const Options& given, const PinnedOptions& pinned, const ClimateBounds& bounds,
          std::uint64_t seed)
      : pinned_(pinned), bounds_(bounds), seed_(seed), given_(given), climate_(given) {
    const WorkloadEntry* entry = find_workload(given.plan.workload);
    ensure(entry != nullptr, "the options name a workload");
    planner_ = entry->make();
    climate_.run.seed = seed;
  }

  Options draw() {
    draw_size();
    draw_load();
    draw_network();
    draw_faults();
    draw_faults_at_events();
    draw_timers();
    if (is_free("chances")) {
      auto drawn = random(Aspect::chances);
      if (happens(drawn, 1, 2)) climate_.run.chances = sim::Probability::percent(25);
    }
    return climate_;
  }

 private:
  bool is_free(std::string_view option) const { return !pinned_.contains(option); }
  sim::Random random(Aspect aspect, std::uint64_t number = 0) const {
    return {seed_, sim::Purpose::climate, static_cast<std::uint64_t>(aspect), number};
  }

  bool survives(FaultKind kind) const { return bounds_.survived.contains(kind); }

  // Can the workload be planned so, and the nemesis?
  bool is_possible() const {
    constexpr std::size_t kFewestWithCore = 3;  // of two nodes there is no minority
    return !planner_->complaint(climate_) &&
           (climate_.plan.liveness != Liveness::core ||
            climate_.run.node_count >= kFewestWithCore) &&
           !complaint(climate_.plan.nemesis, climate_.run.node_count);
  }

  void draw_size() {
    auto& count = climate_.run.node_count;
    if (is_free("node-count") && is_free("nodes")) {
      auto drawn = random(Aspect::node_count);
      constexpr std::size_t kMost = 9;
      count = one_of<std::size_t>(drawn, {1, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 7, 7, 9});
      // Other options that are pinned may want more nodes, or another number of them.
      for (std::size_t tries = 0; tries < kMost && !is_possible(); ++tries)
        count = count % kMost + 1;
      if (!is_possible()) count = given_.run.node_count;
    }
    if (climate_.plan.workload == "broadcast" && is_free("topology")) draw_topology();
  }

  void draw_topology() {
    using sim::TopologyKind;
    auto drawn = random(Aspect::topology);
    constexpr auto kKinds = kValuesOf<TopologyKind>;
    constexpr std::size_t kMostInOneHop = 100;  // each node has all others for neighbours
    if (happens(drawn, 1, 2)) return;
    const TopologyKind kind = kKinds[drawn.below(kKinds.size())];
    if (kind != TopologyKind::total || climate_.run.node_count <= kMostInOneHop)
      climate_.run.topology = kind;
  }

  void draw_load() {
    if (is_free("concurrency")) draw_concurrency();
    if (is_free("time-limit")) {
      auto drawn = random(Aspect::time_limit);
      constexpr std::uint64_t kOctaves = 4;  // 4 to 64 s, half of them below 8 s
      constexpr std::uint64_t kShortest = 4'000;
      std::uint64_t octave = 0;
      while (octave + 1 < kOctaves && happens(drawn, 1, 2)) ++octave;
      climate_.run.time_limit = milliseconds(log_uniform(drawn, kShortest << octave, 1));
    }
    if (is_free("rate")) {
      auto drawn = random(Aspect::rate);
      // Races want many operations at once: the higher octaves come more often.
      const auto least = one_of<std::uint64_t>(drawn, {1, 2, 4, 8, 16, 32, 32, 64, 64, 128});
      climate_.plan.rate = static_cast<double>(log_uniform(drawn, 10 * least, 1)) / 10;
    }
    if (climate_.plan.rate <= 0) return;
    if (is_free("time-limit")) fit_time();
    if (is_free("rate")) fit_rate();
  }

  // So that not too many operations are planned; to a rate that is pinned, nor too few.
  void fit_time() {
    constexpr double kLongest = 64'000;  // ms, as they are drawn
    const auto length_of = [&](std::uint64_t operations) {
      const double ms = 1000 * static_cast<double>(operations) / climate_.plan.rate;
      return milliseconds(rounded(static_cast<std::uint64_t>(std::clamp(ms, 1.0, kLongest))));
    };
    auto& time = climate_.run.time_limit;
    time = std::min(time, length_of(most_climate_operations(climate_.run.node_count)));
    if (!is_free("rate")) time = std::max(time, length_of(kFewestOperations));
  }

  // So that not too few are planned; to a time that is pinned, nor too many.
  void fit_rate() {
    const auto length =
        static_cast<std::uint64_t>(std::max<Duration>(climate_.run.time_limit, 1ms) / 1ms);
    const auto rate_of = [length](std::uint64_t operations) {
      constexpr std::uint64_t kTenths = 10'000;  // of an operation per second, in ms
      const std::uint64_t rate = rounded(operations * kTenths / length);
      return static_cast<double>(std::clamp(rate, kLowestRate, kHighestRate)) / 10;
    };
    double& rate = climate_.plan.rate;
    rate = std::max(rate, rate_of(kFewestOperations));
    if (!is_free("time-limit"))
      rate = std::min(rate, rate_of(most_climate_operations(climate_.run.node_count)));
  }

  void draw_concurrency() {
    auto drawn = random(Aspect::concurrency);
    constexpr std::size_t kMostClients = 64;
    auto& clients = climate_.plan.concurrency;
    clients = {one_of<std::size_t>(drawn, {1, 1, 2, 2, 2, 3, 4, 6, 8}), true};
    while (clients.count > 1 && climate_.clients() > kMostClients) --clients.count;
    // Some workloads seat their clients in pairs.
    if (planner_->complaint(climate_)) clients.count += clients.count % 2;
    if (planner_->complaint(climate_)) clients = given_.plan.concurrency;
  }

  void draw_network() {
    auto& network = climate_.run.network;
    if (is_free("latency")) {
      auto drawn = random(Aspect::latency);
      constexpr std::uint64_t kOctaves = 6;  // 1 to 64 ms
      network.latency.mean =
          happens(drawn, 3, 8) ? 0ns : milliseconds(log_uniform(drawn, 1, kOctaves));
    }
    // One distribution for all links.
    if (is_free("latency-dist") && network.latency.mean > 0ns) {
      auto drawn = random(Aspect::latency_distribution);
      constexpr auto kKinds = kValuesOf<LatencyDistribution>;
      network.latency.distribution = kKinds[drawn.below(kKinds.size())];
      network.client_latency.distribution = network.latency.distribution;
      // Now and then a message takes ten times the mean: no client waits for several such.
      if (is_free("latency") && network.latency.distribution == LatencyDistribution::exponential)
        network.latency.mean /= 2;
    }
    if (is_free("hop")) {
      auto drawn = random(Aspect::hop);
      if (happens(drawn, 1, 8)) {
        network.hop = 0ns;
      } else if (happens(drawn, 1, 6)) {
        constexpr std::uint64_t kOctaves = 3;  // 1 to 8 ms
        network.hop = milliseconds(log_uniform(drawn, 1, kOctaves));
      }
    }
    if (is_free("loss") && survives(FaultKind::loss)) {
      auto drawn = random(Aspect::loss);
      constexpr std::uint64_t kOctaves = 5;  // 0.5 to 16 %
      if (happens(drawn, 1, 4)) network.loss = per_mille(log_uniform(drawn, 5, kOctaves));
    }
    if (is_free("duplicate") && survives(FaultKind::duplicate)) {
      auto drawn = random(Aspect::duplicate);
      constexpr std::uint64_t kOctaves = 5;  // 1 to 32 %
      if (happens(drawn, 1, 4)) network.duplicate = per_mille(log_uniform(drawn, 10, kOctaves));
    }
    if (is_free("seq-kv-staleness")) {
      auto drawn = random(Aspect::seq_kv_staleness);
      if (happens(drawn, 1, 4))
        climate_.run.services.seq_kv_staleness =
            per_mille(one_of<std::uint64_t>(drawn, {500, 900, 1000}));
    }
  }

  void draw_faults() {
    auto& nemesis = climate_.plan.nemesis;
    if (is_free("nemesis")) {
      nemesis.kinds = draw_kinds();
      leave_out_what_has_no_effect();
    }
    if (nemesis.kinds.empty()) return;
    if (is_free("nemesis-interval")) {
      auto drawn = random(Aspect::nemesis_interval);
      constexpr std::uint64_t kOctaves = 5;  // from a part of the run's length to most of it
      constexpr std::uint64_t kParts = 40;
      constexpr std::uint64_t kShortest = 20;
      const auto length = static_cast<std::uint64_t>(climate_.run.time_limit / 1ms);
      nemesis.interval =
          milliseconds(log_uniform(drawn, std::max(length / kParts, kShortest), kOctaves));
    }
    if (has_any({FaultKind::partition, FaultKind::held}) && is_free("partition-shape"))
      draw_shape();
    draw_aim();
    if (nemesis.kinds.size() > 1 && is_free("nemesis-together")) {
      auto drawn = random(Aspect::together);
      nemesis.together = happens(drawn, 1, 3);
    }
    if (is_free("fault-services")) {
      auto drawn = random(Aspect::fault_services);
      climate_.run.network.fault_services = happens(drawn, 1, 6);
    }
  }

  bool has_any(sim::FaultSet any) const {
    const auto& kinds = climate_.plan.nemesis.kinds;
    return std::any_of(kinds.begin(), kinds.end(),
                       [any](FaultKind kind) { return any.contains(kind); });
  }

  // Pinned options of faults that were not drawn.
  void leave_out_what_has_no_effect() {
    auto& nemesis = climate_.plan.nemesis;
    using enum FaultKind;
    if (!has_any({partition, held})) nemesis.shape.reset();
    if (!has_any({kill, pause, clock, disk})) nemesis.targets.reset();
    if (!has_any({disk})) nemesis.disk_faults.clear();
    if (nemesis.kinds.size() < 2) nemesis.together = false;
  }

  // Those of several nodes fire at once, now and then.
  void draw_timers() {
    if (!is_free("timer-slack")) return;
    auto drawn = random(Aspect::timer_slack);
    constexpr std::uint64_t kOctaves = 4;  // 10 to 160 ms
    if (happens(drawn, 1, 4))
      climate_.run.timer_slack = milliseconds(log_uniform(drawn, 10, kOctaves));
  }

  // Now and then, at one or two kinds of moments, mostly several times: what the program survives
  // at any time it survives at any event.
  void draw_faults_at_events() {
    if (!is_free("nemesis-at") || !is_free("nemesis")) return;
    auto drawn = random(Aspect::fault_at);
    if (!happens(drawn, 1, 3)) return;
    std::vector<FaultAtEvent> possible;
    if (survives(FaultKind::kill)) possible.insert(possible.end(), 2, FaultAtEvent::kill);
    if (survives(FaultKind::pause)) possible.push_back(FaultAtEvent::pause);
    if (survives(FaultKind::swizzle) && climate_.run.node_count > 1)
      possible.push_back(FaultAtEvent::cut);
    if (possible.empty()) return;
    const std::uint64_t moments = 1 + drawn.below(2);
    for (std::uint64_t i = 0; i < moments; ++i) {
      FaultAt at;
      at.fault = drawn.pick(possible);
      std::uint64_t octaves = draw_moment(at, drawn);
      at.trigger.number = log_uniform(drawn, 1, octaves);
      if (happens(drawn, 1, 2)) {
        constexpr std::uint64_t kOctaves = 7;  // 20 ms to 2.5 s
        at.lasts = milliseconds(log_uniform(drawn, 20, kOctaves));
      }
      const auto times = one_of<std::uint64_t>(drawn, {1, 1, 2, 3, 5, 8});
      for (std::uint64_t time = 0; time < times; ++time) {
        climate_.plan.nemesis.at.push_back(at);
        at.trigger.number += log_uniform(drawn, 1, octaves);
      }
    }
  }

  // Which event it is; in how many octaves its number is drawn.
  std::uint64_t draw_moment(FaultAt& at, sim::Random& drawn) const {
    constexpr std::uint64_t kOfAny = 10;  // from the first to the thousandth
    at.trigger.side = happens(drawn, 1, 2) ? sim::Side::before : sim::Side::after;
    // Of a send, a receipt, a sync; what only a kill makes one of is left to kills.
    std::vector<sim::Act> acts = {sim::Act::send, sim::Act::send, sim::Act::receive};
    if (at.fault == FaultAtEvent::kill) {
      acts.insert(acts.end(), 3, sim::Act::unsynced_send);
      acts.insert(acts.end(), 2, sim::Act::sync);
    }
    at.trigger.act = drawn.pick(acts);
    if (at.trigger.act == sim::Act::unsynced_send) {
      constexpr std::uint64_t kFew = 6;  // a program sends little so
      at.trigger.side = sim::Side::after;
      return kFew;
    }
    const bool has_message =
        at.trigger.act == sim::Act::send || at.trigger.act == sim::Act::receive;
    if (!has_message || bounds_.sent.empty() || happens(drawn, 1, 4)) return kOfAny;
    const SentType& sent = drawn.pick(bounds_.sent);
    at.trigger.message = sent.type;
    std::uint64_t octaves = 2;
    while (octaves < kOfAny && std::uint64_t{1} << octaves < sent.count) ++octaves;
    return octaves;
  }

  // Often one or two, sometimes none or all. Each kind has a draw of its own, so that another kind
  // that may be drawn seldom changes the choice among those that there were.
  std::vector<FaultKind> draw_kinds() const {
    std::vector<std::pair<std::uint64_t, FaultKind>> ranked;
    for (const FaultKind kind : bounds_.survived.kinds()) {
      const auto number = static_cast<std::uint64_t>(kind);
      const std::uint64_t rank = random(Aspect::fault_kinds, number)();
      // The fault that most programs for several nodes are made for is chosen more often.
      ranked.emplace_back(kind == FaultKind::partition ? rank / 2 : rank, kind);
    }
    auto drawn = random(Aspect::fault_count);
    const std::size_t all = ranked.size();
    const std::size_t half = (all + 1) / 2;
    const std::size_t count = std::min(
        all,
        one_of<std::size_t>(drawn, {0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, half, half, all, all}));
    std::sort(ranked.begin(), ranked.end());
    std::vector<FaultKind> kinds;
    for (std::size_t i = 0; i < count; ++i) kinds.push_back(ranked[i].second);
    add_companions(kinds);
    std::sort(kinds.begin(), kinds.end());
    return kinds;
  }

  // A wrong clock shows where nodes are cut off, a bad disk where they die.
  void add_companions(std::vector<FaultKind>& kinds) const {
    const auto is_there = [&kinds](sim::FaultSet any) {
      return std::any_of(kinds.begin(), kinds.end(),
                         [any](auto kind) { return any.contains(kind); });
    };
    auto drawn = random(Aspect::companion);
    const auto bring = [&](FaultKind kind, sim::FaultSet any) {
      if (survives(kind) && !is_there(any) && happens(drawn, 3, 4)) kinds.push_back(kind);
    };
    using enum FaultKind;
    if (is_there({clock})) bring(partition, {partition, held, swizzle});
    if (is_there({disk})) bring(kill, {kill});
  }

  // Now and then one kind of trouble for all disks, one number of nodes for all faults of nodes.
  void draw_aim() {
    auto& nemesis = climate_.plan.nemesis;
    using enum FaultKind;
    if (has_any({disk}) && is_free("disk-faults")) {
      auto drawn = random(Aspect::disk_faults);
      constexpr auto kTroubles = kValuesOf<sim::DiskTrouble>;
      if (happens(drawn, 1, 2)) nemesis.disk_faults = {kTroubles[drawn.below(kTroubles.size())]};
    }
    // Where many disks may rot, what they have forgotten is nowhere.
    if (has_any({kill, pause, clock}) && !has_any({disk}) && is_free("nemesis-targets")) {
      auto drawn = random(Aspect::targets);
      constexpr auto kTargets = kValuesOf<Targets>;
      if (happens(drawn, 1, 3)) nemesis.targets = kTargets[drawn.below(kTargets.size())];
    }
  }

  // Mostly each partition's own.
  void draw_shape() {
    auto drawn = random(Aspect::partition_shape);
    if (!happens(drawn, 1, 4)) return;
    constexpr auto kShapes = kValuesOf<sim::PartitionShape>;
    const auto shape = kShapes[drawn.below(kShapes.size())];
    if (sim::is_possible(shape, climate_.run.node_count)) climate_.plan.nemesis.shape = shape;
  }

  const PinnedOptions& pinned_;
  const ClimateBounds& bounds_;
  std::uint64_t seed_;
  const Options& given_;
  Options climate_;
  std::unique_ptr<Planner> planner_;
};

}  // namespace

Options draw_climate(const Options& given, const PinnedOptions& pinned, const ClimateBounds& bounds,
                     std::uint64_t seed) {
  return Drawing(given, pinned, bounds, seed).draw();
}

}  // namespace eddy::workloads
