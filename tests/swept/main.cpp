// A program of unit tests that sweep, as a user writes one: most are to fail. The tests of the tools
// run it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <stdexcept>

#include "eddy/nodes/broadcast/gossip.h"
#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"

namespace {

using namespace std::chrono_literals;
using eddy::nodes::Gossip;
using eddy::sim::broadcast::Broadcast;
using eddy::testing::Cluster;
using eddy::testing::seeds;
using eddy::testing::sweep;

constexpr int kSeeds = 40;

TEST_CASE("all pass") {
  sweep(
      [](std::uint64_t seed) {
        Cluster cluster(3, &eddy::sim::make_node<Gossip>, {.seed = seed});
        cluster.topology(eddy::sim::TopologyKind::line);
        REQUIRE(cluster.rpc(cluster.n(0), Broadcast{1}));
        WARN(seed < 3);
        CHECK(
            cluster.run_until([&] { return cluster.program<Gossip>(2).known().contains(1); }, 10s));
      },
      seeds(kSeeds));
}

// The higher the seed, the longer the run, but for 33.
TEST_CASE("some fail") {
  sweep(
      [](std::uint64_t seed) {
        Cluster cluster(3, &eddy::sim::make_node<Gossip>, {.seed = seed});
        for (std::uint64_t i = 0; i < seed && seed != 33; ++i)
          cluster.rpc(cluster.n(0), Broadcast{i});
        INFO("told of seed ", seed);
        CHECK(seed % 10 != 3);
      },
      seeds(kSeeds));
}

eddy::workloads::Experiment lossy(std::uint64_t seed) {
  eddy::workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = "broadcast-flood";
  options.run.seed = seed;
  options.run.time_limit = 20s;
  options.run.network.loss = eddy::sim::Probability::percent(5);
  return eddy::testing::experiment(options, *eddy::nodes::find("broadcast-flood"));
}

TEST_CASE("experiments fail") {
  sweep(
      [](std::uint64_t seed) {
        const auto done = lossy(seed);
        CHECK(eddy::testing::failure_of(done) == "");
      },
      seeds(6));
}

TEST_CASE("experiments fail and throw") {
  sweep(
      [](std::uint64_t seed) {
        const auto done = lossy(seed);
        REQUIRE(eddy::testing::failure_of(done) == "");
      },
      seeds(6));
}

TEST_CASE("some stop at once") {
  sweep(
      [](std::uint64_t seed) {
        const Cluster cluster(3, &eddy::sim::make_node<Gossip>, {.seed = seed});
        REQUIRE(seed < 30);
      },
      seeds(kSeeds));
}

TEST_CASE("one throws") {
  sweep(
      [](std::uint64_t seed) {
        if (seed == 7) throw std::runtime_error("seven");
      },
      seeds(kSeeds));
}

TEST_CASE("one is told of by a message") {
  sweep(
      [](std::uint64_t seed) {
        if (seed == 7) FAIL_CHECK("no good: ", seed);
      },
      seeds(kSeeds));
}

TEST_CASE("some take the process down") {
  sweep(
      [](std::uint64_t seed) {
        if (seed % 20 == 11) std::abort();
      },
      seeds(kSeeds));
}

TEST_CASE("what seeds leave behind counts") {
  static int calls = 0;
  sweep([](std::uint64_t /*seed*/) { CHECK(++calls < 3); }, seeds(kSeeds));
}

}  // namespace
