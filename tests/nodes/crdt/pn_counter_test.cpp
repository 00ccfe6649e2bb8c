#include "nodes/crdt/pn_counter.h"

#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using sim::NodeId;

// Three replicas after random additions, each at its own node, and merges; and what was added.
struct Scattered {
  std::vector<PnCounter> replicas{3};
  std::int64_t sum = 0;
};

Scattered scattered(std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 0);
  Scattered all;
  for (int i = 0; i < 40; ++i) {
    const auto who = static_cast<std::uint32_t>(random.below(3));
    if (random.below(3) == 0) {
      all.replicas[who].merge(random.pick(all.replicas));
    } else {
      const std::int64_t delta = random.between(-5, 4);
      all.replicas[who].add(NodeId::node(who), delta);
      all.sum += delta;
    }
  }
  return all;
}

PnCounter merged(PnCounter into, const PnCounter& from) {
  into.merge(from);
  return into;
}

TEST_CASE("pn-counter: merging is commutative, associative and idempotent") {
  for (const std::uint64_t seed : eddy::testing::seeds(500)) {
    CAPTURE(seed);
    const auto r = scattered(seed).replicas;
    CHECK(merged(r[0], r[1]) == merged(r[1], r[0]));
    CHECK(merged(merged(r[0], r[1]), r[2]) == merged(r[0], merged(r[1], r[2])));
    CHECK(merged(r[0], r[0]) == r[0]);
    CHECK(merged(merged(r[0], r[1]), r[1]) == merged(r[0], r[1]));
  }
}

TEST_CASE("pn-counter: replicas that have merged all others are worth what was added") {
  for (const std::uint64_t seed : eddy::testing::seeds(500)) {
    CAPTURE(seed);
    const auto all = scattered(seed);
    CHECK(merged(merged(all.replicas[2], all.replicas[0]), all.replicas[1]).value() == all.sum);
  }
}

TEST_CASE("pn-counter: up and down and below zero") {
  PnCounter counter;
  CHECK(counter.value() == 0);
  counter.add(NodeId::node(0), 3);
  counter.add(NodeId::node(0), 0);
  counter.add(NodeId::node(1), -5);
  CHECK(counter.value() == -2);
  CHECK(counter.added.size() == 1);
  CHECK(counter.subtracted.size() == 1);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
