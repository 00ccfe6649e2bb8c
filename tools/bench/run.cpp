// Whole tests: plan, run and check of 25 nodes that broadcast, at 100 ms latency and 100 requests
// per second for 20 virtual seconds, under partitions; and large clusters.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"

namespace {

using namespace eddy;
using namespace std::chrono_literals;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void run(benchmark::State& state, const workloads::Options& options) {
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  const sim::NodeProgram program = nodes::find(options.run.program)->program();
  double virtual_seconds = 0;
  double events = 0;
  for (auto _ : state) {
    const auto done = workloads::experiment(options, *workload, program);
    if (done.results.validity != checkers::Validity::valid) state.SkipWithError("not valid");
    virtual_seconds += std::chrono::duration<double>(done.run.end.time_since_epoch()).count();
    events += static_cast<double>(done.run.events);
  }
  // By CPU time, which on a busy machine is what one run would take alone.
  state.counters["virtual_s_per_s"] =
      benchmark::Counter(virtual_seconds, benchmark::Counter::kIsRate);
  state.counters["events_per_s"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["peak_MB"] = peak_megabytes();
}

workloads::Options options_of(std::string node, std::size_t node_count) {
  workloads::Options options;
  options.run.program = std::move(node);
  options.plan.workload = nodes::find(options.run.program)->workload;
  options.run.node_count = node_count;
  options.run.seed = 7;
  return options;
}

void broadcast_25(benchmark::State& state, const char* node) {
  auto options = options_of(node, 25);
  options.plan.rate = 100;
  options.run.time_limit = 20s;
  options.run.network.latency.mean = 100ms;
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  run(state, options);
}

void cluster_of_10000(benchmark::State& state, const char* node) {
  run(state, options_of(node, 10'000));
}

BENCHMARK_CAPTURE(broadcast_25, gossip, "broadcast-gossip")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(broadcast_25, efficient, "broadcast-efficient")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(broadcast_25, batched, "broadcast-batched")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cluster_of_10000, echo, "echo")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cluster_of_10000, grid_gossip, "broadcast-gossip")->Unit(benchmark::kMillisecond);

}  // namespace
