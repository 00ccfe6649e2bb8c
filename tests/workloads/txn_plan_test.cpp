#include "workloads/txn_plan.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "eddy/sim/random.h"

namespace eddy::workloads {
namespace TEST_FILE {

std::vector<boost::json::array> plan(const Options& options, std::size_t count,
                                     std::uint64_t seed = 1) {
  TxnPlan plan(options, "append");
  std::vector<boost::json::array> txns;
  for (std::uint64_t k = 0; k < count; ++k) {
    const Step step = plan.next({sim::draw(seed, sim::Purpose::operation_choice, k), 0, k});
    CHECK(step.f == "txn");
    txns.push_back(step.value.as_array());
  }
  return txns;
}

struct Counts {
  std::map<std::int64_t, std::size_t> by_key;
  std::map<std::int64_t, std::set<std::int64_t>> written;
  std::map<std::size_t, std::size_t> by_length;
  std::size_t reads = 0;
  std::size_t writes = 0;
};

Counts count(const std::vector<boost::json::array>& txns) {
  Counts counts;
  for (const auto& txn : txns) {
    ++counts.by_length[txn.size()];
    for (const auto& op : txn) {
      const auto& triple = op.as_array();
      const std::int64_t key = triple[1].as_int64();
      ++counts.by_key[key];
      if (triple[0] == "r") {
        ++counts.reads;
        CHECK(triple[2].is_null());
      } else {
        CHECK(triple[0] == "append");
        ++counts.writes;
        CHECK(counts.written[key].insert(triple[2].as_int64()).second);
      }
    }
  }
  return counts;
}

bool is_about(std::size_t value, double expected) {
  return static_cast<double>(value) > 0.9 * expected && static_cast<double>(value) < 1.1 * expected;
}

TEST_CASE("each key is drawn twice as often as the one before it in the pool") {
  Options options;
  options.plan.key_count = 4;
  options.plan.max_writes_per_key = 1'000'000;
  const Counts counts = count(plan(options, 10'000));
  const auto all = static_cast<double>(counts.reads + counts.writes);
  REQUIRE(counts.by_key.size() == 4);
  for (int i = 0; i < 4; ++i) {
    CHECK(is_about(counts.by_key.at(i), all * static_cast<double>(1 << i) / 15));
  }
  CHECK(is_about(counts.reads, all / 2));
}

TEST_CASE("the pool has ten keys unless --key-count says") {
  Options options;
  options.plan.max_writes_per_key = 1'000'000;
  CHECK(count(plan(options, 10'000)).by_key.size() == 10);
}

TEST_CASE("transactions are evenly as long as they may be") {
  Options options;
  options.plan.min_txn_length = 2;
  options.plan.max_txn_length = 5;
  const Counts counts = count(plan(options, 10'000));
  REQUIRE(counts.by_length.size() == 4);
  for (std::size_t length = 2; length <= 5; ++length) {
    CHECK(is_about(counts.by_length.at(length), 2500));
  }
}

TEST_CASE("a key is written at most so often, with 1, 2, 3, then a new one takes its place") {
  Options options;
  options.plan.max_writes_per_key = 3;
  const Counts counts = count(plan(options, 1000));
  std::int64_t newest = 0;
  for (const auto& [key, values] : counts.written) {
    CHECK(values.size() <= 3);
    CHECK(*values.rbegin() == static_cast<std::int64_t>(values.size()));
    newest = std::max(newest, key);
  }
  CHECK(newest > 100);
}

TEST_CASE("a plan depends on the seed, and on nothing else") {
  const Options options;
  CHECK(plan(options, 100) == plan(options, 100));
  CHECK(plan(options, 100, 1) != plan(options, 100, 2));
}

TEST_CASE("a pool of one key and one of more keys than bits both work") {
  Options options;
  options.plan.key_count = 1;
  options.plan.max_writes_per_key = 1'000'000;
  CHECK(count(plan(options, 100)).by_key.size() == 1);
  options.plan.key_count = 1000;
  const Counts counts = count(plan(options, 10'000));
  CHECK(counts.by_key.rbegin()->first == 999);
  CHECK(counts.by_key.size() < 40);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
