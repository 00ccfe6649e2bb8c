#include "nodes/txn/registers.h"

#include <doctest/doctest.h>

#include "eddy/sim/random.h"
#include "eddy/testing.h"

namespace eddy::nodes::txn {
namespace TEST_FILE {

Write write(std::uint64_t time, std::uint32_t node, boost::json::value value) {
  return {"k", {time, sim::NodeId::node(node), 0}, std::move(value)};
}

TEST_CASE("the write of the latest stamp stays, whenever it comes") {
  Registers registers;
  registers.take(write(2, 0, "b"));
  registers.take(write(1, 1, "a"));
  CHECK(registers.read("k") == "b");
  registers.take(write(2, 1, "c"));
  CHECK(registers.read("k") == "c");
  CHECK(registers.read("other").is_null());
  CHECK(registers.all("k") == boost::json::array{"a", "b", "c"});
}

TEST_CASE("a new transaction is later than all that has been seen") {
  Registers registers;
  CHECK(registers.next_time() == 1);
  registers.take(write(7, 1, "a"));
  CHECK(registers.next_time() == 8);
}

TEST_CASE("replicas agree on the order whatever comes when, and however often") {
  for (const std::uint64_t seed : testing::seeds(1000)) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 1);
    std::vector<Write> writes;
    for (std::uint32_t i = 0; i < 12; ++i) writes.push_back(write(random.below(4), i, i));
    Registers first;
    Registers second;
    for (const Write& one : writes) first.take(one);
    random.shuffle(writes);
    for (const Write& one : writes) second.take(one);
    for (int i = 0; i < 5; ++i) second.take(random.pick(writes));
    CHECK(first.all("k") == second.all("k"));
    CHECK(first.read("k") == second.read("k"));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
