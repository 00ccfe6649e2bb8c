#include "nodes/services/lww_kv.h"

#include <set>

#include "nodes/echo.h"
#include "tests/nodes/services/session.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::lin_kv::Read;
using sim::lin_kv::Write;
using test::Session;

// Three replicas after random writes and merges.
std::vector<LwwReplica> scattered(std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 0);
  std::vector<LwwReplica> replicas;
  for (std::uint32_t i = 0; i < 3; ++i) replicas.emplace_back(i);
  for (std::int64_t value = 0; value < 30; ++value) {
    LwwReplica& replica = random.pick(replicas);
    if (random.below(4) == 0) {
      replica.merge(random.pick(replicas));
    } else {
      replica.write(random.below(5), value);
    }
  }
  return replicas;
}

LwwReplica merged(LwwReplica into, const LwwReplica& from) {
  into.merge(from);
  return into;
}

bool same_values(const LwwReplica& a, const LwwReplica& b) {
  for (std::size_t key = 0; key < 5; ++key) {
    const auto* x = a.find(key);
    const auto* y = b.find(key);
    if ((x == nullptr) != (y == nullptr) || (x != nullptr && *x != *y)) return false;
  }
  return true;
}

TEST_CASE("lww-kv: merging is commutative, associative and idempotent") {
  for (const std::uint64_t seed : eddy::testing::seeds(500)) {
    CAPTURE(seed);
    const auto r = scattered(seed);
    CHECK(merged(r[0], r[1]).agrees_with(merged(r[1], r[0])));
    CHECK(same_values(merged(r[0], r[1]), merged(r[1], r[0])));
    CHECK(merged(merged(r[0], r[1]), r[2]).agrees_with(merged(r[0], merged(r[1], r[2]))));
    CHECK(merged(r[0], r[0]).agrees_with(r[0]));
    CHECK(merged(merged(r[0], r[1]), r[1]).agrees_with(merged(r[0], r[1])));
  }
}

TEST_CASE("lww-kv: a write at a replica that is behind loses to an earlier one") {
  LwwReplica ahead(0);
  LwwReplica behind(1);
  ahead.write(0, "old");
  ahead.write(0, "first");
  behind.write(0, "second");
  behind.merge(ahead);
  CHECK(*behind.find(0) == "first");
  behind.write(0, "third");
  ahead.merge(behind);
  CHECK(*ahead.find(0) == "third");
}

TEST_CASE("lww-kv: answers differ until the replicas have gossiped, and then no more") {
  bool differed = false;
  bool lost = false;
  for (const std::uint64_t seed : eddy::testing::seeds(30)) {
    CAPTURE(seed);
    eddy::testing::Cluster cluster(1, &sim::make_node<Echo>, {.seed = seed});
    Session session(cluster, sim::kLwwKv, sim::NodeId::client(0));
    for (int i = 0; i < 10; ++i) {
      REQUIRE(session.ask(Write{"k", i}));
      cluster.run_for(1ms);
    }
    const auto answers = [&] {
      std::set<std::int64_t> values;
      for (int i = 0; i < 20; ++i) {
        const auto reply = session.ask(Read{"k"});
        values.insert(reply ? reply->value.as_int64() : -1);
        cluster.run_for(1ms);
      }
      return values;
    };
    differed = differed || answers().size() > 1;
    cluster.run_for(20s);
    const auto last = answers();
    REQUIRE(last.size() == 1);
    CHECK(*last.begin() >= 0);
    lost = lost || *last.begin() != 9;  // acknowledged last, and gone
  }
  CHECK(differed);
  CHECK(lost);
}

TEST_CASE("lww-kv: comes to rest when there is nothing to tell") {
  eddy::testing::Cluster cluster(1, &sim::make_node<Echo>);
  REQUIRE(cluster.rpc(sim::kLwwKv, Write{"k", 1}));
  cluster.run_for(60s);
  const auto events = cluster.simulation().events();
  cluster.run_for(600s);
  CHECK(cluster.simulation().events() == events);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
