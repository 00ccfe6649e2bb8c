// Options of a run far from their defaults, drawn; such that the run is short.
#pragma once

#include <cstdint>
#include <string>

#include "eddy/sim/random.h"
#include "eddy/workloads/options.h"

namespace eddy::workloads::test {

inline Options random_options(const std::string& workload, std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 1);
  const auto maybe = [&] { return random.below(2) == 0; };
  // 17 digits, so that one that is not read exactly shows.
  const auto fraction = [&] { return static_cast<double>(random() >> 11U) / 0x1p53; };
  const auto upto = [&](std::int64_t most) { return sim::Duration(random.between(0, most)); };
  Options options;
  options.plan.workload = workload;
  options.run.seed = random();
  options.run.node_count = 1 + random.below(7);
  options.plan.concurrency = {2 * (1 + random.below(2)), true};
  options.plan.rate = 1 + 20 * fraction();
  options.run.time_limit = sim::Duration(random.between(1, 3'000'000'000));
  if (maybe()) options.run.topology = sim::TopologyKind::tree3;
  if (maybe())
    options.run.network.latency = {sim::LatencyDistribution::exponential, upto(90'000'000)};
  if (maybe())
    options.run.network.client_latency = {sim::LatencyDistribution::uniform, upto(9'000'000)};
  if (maybe()) options.run.network.loss = sim::Probability::of(fraction() / 5);
  if (maybe()) options.run.network.duplicate = sim::Probability::of(fraction() / 5);
  if (maybe()) options.run.services.seq_kv_staleness = sim::Probability::of(fraction());
  if (maybe()) {
    options.plan.nemesis.kinds = {sim::FaultKind::slow, sim::FaultKind::loss,
                                  sim::FaultKind::duplicate};
    if (options.run.node_count >= 4)
      options.plan.nemesis.kinds.push_back(sim::FaultKind::partition);
    options.plan.nemesis.interval = sim::Duration(random.between(50'000'000, 900'000'000));
  }
  if (maybe()) {
    options.plan.nemesis.kinds = {
        sim::FaultKind::kill,  sim::FaultKind::pause,   sim::FaultKind::clock, sim::FaultKind::disk,
        sim::FaultKind::flaky, sim::FaultKind::swizzle, sim::FaultKind::held};
    options.plan.nemesis.interval = sim::Duration(random.between(50'000'000, 900'000'000));
    if (maybe()) options.plan.nemesis.targets = Targets::majority;
    if (maybe()) options.plan.nemesis.disk_faults = {sim::DiskTrouble::error};
    if (maybe()) options.plan.nemesis.together = true;
    if (maybe()) options.run.down_backlog = random.below(30);
    if (maybe()) {
      options.plan.nemesis.at.push_back(
          {FaultAtEvent::pause, {sim::Side::before, sim::Act::send, "", {}, 1 + random.below(9)}});
    }
  }
  if (maybe()) options.run.timer_slack = sim::Duration(random.between(0, 200'000'000));
  if (maybe()) options.plan.liveness = Liveness::core;
  if (maybe()) options.run.network.client_faults = true;
  if (maybe()) options.plan.key_count = 1 + random.below(5);
  if (maybe()) options.plan.max_txn_length = 1 + random.below(6);
  if (maybe()) options.plan.max_writes_per_key = 1 + random.below(30);
  if (maybe()) options.criteria.availability = fraction();
  if (maybe()) options.criteria.expectations = {"ops.ok >= 0"};
  if (maybe()) options.criteria.rising_offsets = true;
  if (maybe()) options.criteria.consistency_models = {"read-committed"};
  if (maybe()) options.criteria.recovery = sim::Duration(random.between(1, 2'000'000'000));
  if (maybe()) options.run.limits.events = 1'000'000 + random.below(1'000'000);
  if (maybe()) options.run.network.hop = upto(3'000'000);
  if (maybe()) options.run.network.fault_services = true;
  if (maybe()) options.plan.min_txn_length = random.below(1 + options.plan.max_txn_length);
  auto& nemesis = options.plan.nemesis;
  if (maybe() && !nemesis.kinds.empty() && nemesis.kinds.back() == sim::FaultKind::partition) {
    constexpr auto kShapes = kValuesOf<sim::PartitionShape>;
    nemesis.shape = kShapes[random.below(kShapes.size())];
    if (complaint(nemesis, options.run.node_count)) nemesis.shape.reset();
  }
  return options;
}

}  // namespace eddy::workloads::test
