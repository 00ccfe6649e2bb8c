#include <doctest/doctest.h>
#include <set>
#include <string>
#include <vector>

#include "checkers/transactional/registers/register_faults.h"
#include "checkers/transactional/registers/register_order.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

// What is known about the order, as "KEY:FROM<TO SOURCE", but for what comes after the initial
// state.
std::set<std::string> known(const History& history, const RegisterOrderOptions& options,
                            const std::vector<ObservedOrder>& observed = {}) {
  const RegisterHistory registers = read_registers(history, observed);
  std::set<std::string> edges;
  for (const VersionEdge& edge : order_versions(registers, options).edges) {
    if (edge.source == OrderSource::initial_state) continue;
    edges.insert(value_name(registers, edge.from) + "<" + value_name(registers, edge.to) + " " +
                 std::string(to_string(edge.source)));
  }
  return edges;
}

std::size_t circles(const History& history, const RegisterOrderOptions& options) {
  return order_versions(read_registers(history, {}), options).cycles.size();
}

using Order = std::set<std::string>;

constexpr RegisterOrderOptions kWfr{.wfr_keys = true};
constexpr RegisterOrderOptions kSequential{.sequential_keys = true};
constexpr RegisterOrderOptions kLinearizable{.linearizable_keys = true};

TEST_CASE("without assumptions only the initial state has its place") {
  const History history = one_by_one({ok(0, "w1=1"), ok(0, "r1=1 w1=2")});
  const RegisterHistory registers = read_registers(history, {});
  const VersionGraph order = order_versions(registers, {});
  REQUIRE(order.edges.size() == 2);
  CHECK(registers.is_initial(order.edges[0].from));
  CHECK(registers.is_initial(order.edges[1].from));
  CHECK(order.find(order.edges[0].from, order.edges[1].to) != nullptr);
  CHECK(order.find(order.edges[0].to, order.edges[1].to) == nullptr);
}

TEST_CASE("a write follows the first read of its key in the transaction") {
  CHECK(known(overlapping({ok("r1=1 r1=1 w1=2 w1=3"), ok("w1=1")}), kWfr) == Order{"1<3 wfr-keys"});
  CHECK(known(overlapping({ok("w1=2 r1=2 w1=3")}), kWfr).empty());
  CHECK(known(overlapping({info("r1=1 w1=2"), ok("w1=1"), ok("r1=2")}), kWfr).empty());
}

TEST_CASE("a process meets the versions of a key in their order") {
  CHECK(
      known(one_by_one({ok(0, "w1=1"), ok(1, "w1=9"), ok(0, "w2=5"), ok(0, "r1=2"), ok(0, "w1=3")}),
            kSequential) == Order{"1<2 sequential-keys", "2<3 sequential-keys"});
  CHECK(known(one_by_one({ok(0, "w1=1"), ok(0, "r1=1 w1=2"), ok(0, "w1=3")}), kSequential) ==
        Order{"2<3 sequential-keys"});
}

TEST_CASE("transactions that do not overlap meet the versions of a key in their order") {
  CHECK(known(one_by_one({ok(0, "w1=1"), ok(1, "w1=2"), ok(2, "w1=3")}), kLinearizable) ==
        Order{"1<2 linearizable-keys", "2<3 linearizable-keys"});
  CHECK(known(overlapping({ok("w1=1"), ok("w1=2")}), kLinearizable).empty());

  History history;  // 1 and 2 overlap, 3 comes after 1 only
  history.ops.push_back(event_of(ok(0, "w1=1"), OpType::invoke));
  history.ops.push_back(event_of(ok(1, "w1=2"), OpType::invoke));
  history.ops.push_back(event_of(ok(0, "w1=1"), OpType::ok));
  history.ops.push_back(event_of(ok(2, "w1=3"), OpType::invoke));
  history.ops.push_back(event_of(ok(1, "w1=2"), OpType::ok));
  history.ops.push_back(event_of(ok(2, "w1=3"), OpType::ok));
  number_events(history);
  CHECK(known(history, kLinearizable) == Order{"1<3 linearizable-keys"});
}

TEST_CASE("a source is disregarded for a key in which it closes a circle, and kept for others") {
  const History history =
      one_by_one({ok(0, "w1=1"), ok(0, "w2=1"), ok(0, "w1=2"), ok(0, "w2=2"), ok(0, "r1=1")});
  CHECK(circles(history, kSequential) == 1);
  CHECK(known(history, kSequential) == Order{"1<2 sequential-keys"});
}

TEST_CASE("a circle is as short as can be") {
  const History history =
      one_by_one({ok(0, "w1=1"), ok(0, "w1=2"), ok(0, "w1=3"), ok(1, "r1=2"), ok(1, "r1=1")});
  const RegisterHistory registers = read_registers(history, {});
  const VersionGraph order = order_versions(registers, kSequential);
  REQUIRE(order.cycles.size() == 1);
  CHECK(order.cycles[0].size() == 2);
}

TEST_CASE("observed orders are kept even if they contradict each other") {
  const History history = overlapping({ok("w1=1"), ok("w1=2")});
  CHECK(known(history, {}, {{"n0", 1, {1, 2}}, {"n1", 1, {2, 1}}}) ==
        Order{"1<2 observed", "2<1 observed"});
  const std::vector<ObservedOrder> known_order = {{"n0", 1, {1, 2}}};
  CHECK(known(one_by_one({ok(0, "w1=2"), ok(0, "w1=1")}), kSequential, known_order) ==
        Order{"1<2 observed"});
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
