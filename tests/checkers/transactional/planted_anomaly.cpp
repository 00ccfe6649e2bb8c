#include "tests/checkers/transactional/planted_anomaly.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/sim/random.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

constexpr std::array kPlantable = {Anomaly::internal,      Anomaly::g1a,
                                   Anomaly::g1b,           Anomaly::g0,
                                   Anomaly::g1c,           Anomaly::lost_update,
                                   Anomaly::g_single_item, Anomaly::g_nonadjacent_item,
                                   Anomaly::g2_item,       Anomaly::g_single_item_realtime};

// In the form of lists.
std::vector<WrittenTransaction> transactions_of(Anomaly anomaly) {
  switch (anomaly) {
    case Anomaly::internal:
      return {ok(1000, "a1000=1"), ok(1001, "a1000=2 r1000=[1]")};
    case Anomaly::g1a:
      return {fail(1000, "a1000=1"), ok(1001, "r1000=[1]")};
    case Anomaly::g1b:
      return {ok(1000, "a1000=1 a1000=2"), ok(1001, "r1000=[1]")};
    case Anomaly::g0:
      return {ok(1000, "a1000=1 a1001=1"), ok(1001, "a1000=2 a1001=2"),
              ok(1002, "r1000=[1,2] r1001=[2,1]")};
    case Anomaly::g1c:
      return {ok(1000, "a1000=1 r1001=[1]"), ok(1001, "a1001=1 r1000=[1]")};
    case Anomaly::lost_update:
      return {ok(1000, "r1000=[] a1000=1"), ok(1001, "r1000=[] a1000=2"), ok(1002, "r1000=[1,2]")};
    case Anomaly::g_nonadjacent_item:
      return {ok(1000, "a1000=1"), ok(1001, "a1001=1"), ok(1002, "r1000=[1] r1001=[]"),
              ok(1003, "r1000=[] r1001=[1]")};
    case Anomaly::g2_item:
      return {ok(1000, "r1000=[] a1001=1"), ok(1001, "r1001=[] a1000=1")};
    case Anomaly::g_single_item_realtime:
      return {ok(1000, "a1000=1"), ok(1001, "r1000=[]")};
    default:
      break;
  }
  return {ok(1000, "a1000=1 a1001=1"), ok(1001, "r1000=[] r1001=[1]")};  // G-single-item
}

void turn_into_registers(json::array& txn) {
  for (json::value& micro : txn) {
    if (micro.at(0) == "append") {
      micro.at(0) = "w";
    } else {
      const json::array seen = micro.at(2).as_array();
      micro.at(2) = seen.empty() ? json::value() : seen.back();
    }
  }
}

void insert(History& history, std::size_t at, const std::vector<Op>& events) {
  history.ops.insert(history.ops.begin() + static_cast<std::ptrdiff_t>(at), events.begin(),
                     events.end());
}

}  // namespace

std::span<const Anomaly> plantable_anomalies() { return kPlantable; }

void plant(History& history, Anomaly anomaly, Shape shape, std::uint64_t seed) {
  std::vector<WrittenTransaction> transactions = transactions_of(anomaly);
  if (shape == Shape::rw_register) {
    for (WrittenTransaction& txn : transactions) turn_into_registers(txn.value);
  }
  const bool one_after_the_other = anomaly == Anomaly::g_single_item_realtime;
  const std::vector<Op> events =
      (one_after_the_other ? one_by_one(transactions) : overlapping(transactions)).ops;
  sim::Random random(seed, sim::Purpose::test, 2000, static_cast<std::uint64_t>(anomaly));
  std::size_t first = random.below(history.ops.size() + 1);
  std::size_t last = random.below(history.ops.size() + 1);
  if (first > last) std::swap(first, last);
  const auto middle = events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2);
  insert(history, last, {middle, events.end()});
  insert(history, first, {events.begin(), middle});
  if (anomaly == Anomaly::g0 && shape == Shape::rw_register) {
    history.ops.push_back(version_order_event({"n0", 1000, {1, 2}}));
    history.ops.push_back(version_order_event({"n0", 1001, {2, 1}}));
  }
  number_events(history);
}

}  // namespace eddy::checkers
