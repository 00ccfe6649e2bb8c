// The published targets of the Gossip Glomers challenges 3d and 3e, and that both programs stay
// correct when the network does not. https://fly.io/dist-sys/3d/ and /3e/
#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "tests/effort.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;

workloads::Options challenge(std::string_view node, std::uint64_t seed) {
  workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = node;
  options.run.seed = seed;
  options.run.node_count = 25;
  options.plan.rate = 100;
  options.run.time_limit = 20s;
  options.run.network.latency.mean = 100ms;
  return options;
}

void check_valid(const workloads::Options& options) {
  const auto done = testing::experiment(options, *nodes::find(options.run.program));
  CAPTURE(options.run.seed);
  CAPTURE(options.run.program);
  CHECK_MESSAGE(done.results.validity == checkers::Validity::valid,
                fmt::format("{}", fmt::join(done.results.evidence, "\n")));
}

TEST_CASE("broadcast-efficient meets challenge 3d with half of what it allows") {
  for (const std::uint64_t seed : testing::seeds(10)) {
    auto options = challenge("broadcast-efficient", seed);
    options.criteria.expectations = {"servers.msgs-per-op < 14", "stable-latency.p50 < 181ms",
                                     "stable-latency.max < 207ms"};
    check_valid(options);
  }
}

TEST_CASE("broadcast-batched meets challenge 3e with half of what it allows") {
  for (const std::uint64_t seed : testing::seeds(10)) {
    auto options = challenge("broadcast-batched", seed);
    options.criteria.expectations = {"servers.msgs-per-op < 5", "stable-latency.p50 < 500ms",
                                     "stable-latency.max < 1s"};
    check_valid(options);
  }
}

TEST_CASE("broadcast programs that claim to survive faults do") {
  for (const auto* node : {"broadcast-gossip", "broadcast-efficient", "broadcast-batched"}) {
    for (const std::uint64_t seed : testing::seeds(testing::effort(15, 2))) {
      auto options = challenge(node, seed);
      options.plan.nemesis.interval = 4s;
      options.plan.nemesis.kinds = {sim::FaultKind::partition};
      check_valid(options);
      options.plan.nemesis.kinds = sim::kEveryNetworkFault.kinds();
      check_valid(options);
    }
  }
}

TEST_CASE("broadcast programs that claim to survive faults survive each shape of partition") {
  for (const auto* node : {"broadcast-gossip", "broadcast-efficient", "broadcast-batched"}) {
    for (const auto shape : kValuesOf<sim::PartitionShape>) {
      auto options = challenge(node, 5);
      options.plan.nemesis = {{sim::FaultKind::partition}, 3s, shape};
      CAPTURE(name_of(shape));
      check_valid(options);
    }
  }
}

TEST_CASE("kafka-lin-kv: a node that is alone sends two messages an operation at most") {
  workloads::Options options;
  options.plan.workload = "kafka";
  options.run.program = nodes::default_program("kafka")->name;
  options.run.node_count = 1;
  options.plan.concurrency = {2, true};
  options.plan.rate = 1000;
  options.run.time_limit = 20s;
  options.criteria.expectations = {"servers.msgs-per-op < 2"};
  for (const std::uint64_t seed : testing::seeds(testing::effort(3, 1))) {
    options.run.seed = seed;
    check_valid(options);
    auto two = options;
    two.run.node_count = 2;
    two.criteria.expectations = {"servers.msgs-per-op < 3.5"};
    check_valid(two);
  }
}

}  // namespace TEST_FILE
