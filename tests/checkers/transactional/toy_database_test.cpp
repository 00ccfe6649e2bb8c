#include <doctest/doctest.h>
#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "tests/checkers/transactional/planted_anomaly.h"
#include "tests/checkers/transactional/toy_database.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

constexpr std::array kIsolations = {Isolation::serializable, Isolation::snapshot_isolation,
                                    Isolation::read_committed, Isolation::read_uncommitted};

ToyOptions of(Isolation isolation, Shape shape) {
  ToyOptions options;
  options.isolation = isolation;
  options.shape = shape;
  return options;
}

std::string lines_of(const History& history) {
  std::ostringstream out;
  write_json_lines(out, history);
  return out.str();
}

// The calls of a history that ended in one way.
std::size_t count(const History& history, OpType type) {
  return static_cast<std::size_t>(std::count_if(history.ops.begin(), history.ops.end(),
                                                [type](const Op& op) { return op.type == type; }));
}

// What ok transactions read of lists, by key.
std::map<std::int64_t, std::vector<boost::json::array>> reads_of(const History& history) {
  std::map<std::int64_t, std::vector<boost::json::array>> reads;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.type != OpType::ok) continue;
    for (const auto& micro : op.value.as_array()) {
      if (micro.at(0) == "r" && micro.at(2).is_array())
        reads[micro.at(1).as_int64()].push_back(micro.at(2).as_array());
    }
  }
  return reads;
}

bool is_prefix(const boost::json::array& a, const boost::json::array& b) {
  return a.size() <= b.size() && std::equal(a.begin(), a.end(), b.begin());
}

// Whether of any two reads of a list one continues the other.
bool reads_agree(const History& history) {
  for (const auto& [key, reads] : reads_of(history)) {
    const auto longest =
        std::max_element(reads.begin(), reads.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
    for (const auto& read : reads) {
      if (!is_prefix(read, *longest)) return false;
    }
  }
  return true;
}

TEST_CASE("the toy database runs the same history for the same seed, and another for another") {
  for (const Isolation isolation : kIsolations) {
    const ToyOptions options = of(isolation, Shape::list_append);
    CHECK(lines_of(run_toy_database(7, options)) == lines_of(run_toy_database(7, options)));
    CHECK(lines_of(run_toy_database(7, options)) != lines_of(run_toy_database(8, options)));
  }
}

TEST_CASE("the toy database's calls are whole, and end in all three ways") {
  for (const Isolation isolation : kIsolations) {
    std::map<OpType, std::size_t> ended;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const History history = run_toy_database(seed, of(isolation, Shape::rw_register));
      for (const Call& call : pair_calls(history)) {
        REQUIRE(history.ops[call.invocation].type == OpType::invoke);
        REQUIRE(call.completion.has_value());
        ++ended[history.ops[*call.completion].type];
      }
      REQUIRE(2 * count(history, OpType::invoke) == history.ops.size());
    }
    CHECK(ended.size() == 3);
    CHECK(ended[OpType::ok] > ended[OpType::fail]);
  }
}

TEST_CASE("committed lists only grow, but dirty reads may see what was taken back") {
  std::size_t disagreeing = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    ToyOptions options = of(Isolation::snapshot_isolation, Shape::list_append);
    options.longest = 1;  // so that nobody sees a write of its own that comes to nothing
    CHECK(reads_agree(run_toy_database(seed, options)));
    options.isolation = Isolation::read_uncommitted;
    if (!reads_agree(run_toy_database(seed, options))) ++disagreeing;
  }
  CHECK(disagreeing > 0);
}

TEST_CASE("the toy database tells in which order it committed the values of a key") {
  ToyOptions options = of(Isolation::serializable, Shape::list_append);
  CHECK(version_orders(run_toy_database(3, options)).empty());
  options.orders = TrueOrders::recorded;
  options.longest = 1;  // so that every element is a version of its own
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    const History history = run_toy_database(seed, options);
    const auto orders = version_orders(history);
    REQUIRE(orders.size() == options.keys);
    for (const auto& [key, reads] : reads_of(history)) {
      const auto& values = orders[static_cast<std::size_t>(key)].values;
      const boost::json::array order(values.begin(), values.end());
      for (const auto& read : reads) CHECK(is_prefix(read, order));
    }
  }
}

TEST_CASE("a planted anomaly leaves the rest of the history as it was") {
  const History before = run_toy_database(5, of(Isolation::serializable, Shape::rw_register));
  for (const Anomaly anomaly : plantable_anomalies()) {
    CAPTURE(to_string(anomaly));
    History history = before;
    plant(history, anomaly, Shape::rw_register, 5);
    CHECK(history.ops.size() >= before.ops.size() + 4);
    std::erase_if(history.ops,
                  [](const Op& op) { return op.process >= 1000 || op.process == kNemesis; });
    number_events(history);
    CHECK(lines_of(history) == lines_of(before));
  }
}

TEST_CASE("planted anomalies are written as lists or registers, and lie anywhere") {
  History lists;
  plant(lists, Anomaly::lost_update, Shape::list_append, 1);
  CHECK(lists.ops.at(0).value == transaction_of("r1000=null a1000=1"));
  CHECK(lists.ops.at(5).value == transaction_of("r1000=[1,2]"));
  History registers;
  plant(registers, Anomaly::g0, Shape::rw_register, 1);
  CHECK(registers.ops.at(5).value == transaction_of("r1000=2 r1001=1"));
  CHECK(version_orders(registers).size() == 2);

  std::set<std::int64_t> places;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    History history = run_toy_database(5, of(Isolation::serializable, Shape::rw_register));
    plant(history, Anomaly::g1a, Shape::rw_register, seed);
    const auto first = std::find_if(history.ops.begin(), history.ops.end(),
                                    [](const Op& op) { return op.process == 1000; });
    places.insert(first->index);
  }
  CHECK(places.size() > 4);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
