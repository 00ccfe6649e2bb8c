#include "tests/checkers/naive_set.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers {
namespace {

struct Element {
  const Op* known = nullptr;
  const Op* last_present = nullptr;  // invocations of reads
  const Op* last_absent = nullptr;
};

void keep_later(const Op*& kept, const Op& op) {
  if (kept == nullptr || kept->index < op.index) kept = &op;
}

std::int64_t index_of(const Op* op) { return op == nullptr ? -1 : op->index; }

std::int64_t latency_ms(const Op& known, const Op* read) {
  const std::int64_t until = read == nullptr ? 0 : read->time + 1;
  return std::max<std::int64_t>(0, until - known.time) / 1'000'000;
}

}  // namespace

NaiveSet check_set_naively(const History& history, Staleness staleness) {
  std::map<boost::json::value, Element, ValueLess> elements;
  std::set<boost::json::value, ValueLess> duplicated;
  std::map<std::int64_t, const Op*> open;
  for (const Op& op : history.ops) {
    if (!op.is_client()) continue;
    if (op.type == OpType::invoke) open[op.process] = &op;
    if (op.f == "add" && op.type == OpType::invoke) elements[op.value] = Element{};
    if (op.f == "add" && op.type == OpType::ok) {
      Element& element = elements[op.value];
      if (element.known == nullptr) element.known = &op;
    }
    if (op.f == "read" && op.type == OpType::ok) {
      const Op& invocation = *open.at(op.process);
      const auto& array = op.value.as_array();
      const std::set<boost::json::value, ValueLess> shown(array.begin(), array.end());
      for (const auto& value : shown) {
        const auto times = std::count_if(array.begin(), array.end(),
                                         [&](const auto& v) { return equal_values(v, value); });
        if (times > 1) duplicated.insert(value);
      }
      for (auto& [value, element] : elements) {
        if (shown.contains(value)) {
          if (element.known == nullptr) element.known = &op;
          keep_later(element.last_present, invocation);
        } else {
          keep_later(element.last_absent, invocation);
        }
      }
    }
  }

  NaiveSet result;
  for (const auto& [value, element] : elements) {
    const std::int64_t present = index_of(element.last_present);
    const std::int64_t absent = index_of(element.last_absent);
    if (element.last_present != nullptr && absent < present) {
      result.stable.push_back(value);
      result.stable_latencies.push_back(latency_ms(*element.known, element.last_absent));
      if (result.stable_latencies.back() > 0) result.stale.push_back(value);
    } else if (element.known != nullptr && present < absent && element.known->index < absent) {
      result.lost.push_back(value);
      result.lost_latencies.push_back(latency_ms(*element.known, element.last_present));
    } else {
      result.never_read.push_back(value);
    }
  }
  std::sort(result.stable_latencies.begin(), result.stable_latencies.end());
  std::sort(result.lost_latencies.begin(), result.lost_latencies.end());
  result.duplicated.assign(duplicated.begin(), duplicated.end());
  if (!result.lost.empty() || !duplicated.empty() ||
      (staleness == Staleness::invalid && !result.stable.empty() && !result.stale.empty())) {
    result.validity = Validity::invalid;
  } else {
    result.validity = result.stable.empty() ? Validity::unknown : Validity::valid;
  }
  return result;
}

}  // namespace eddy::checkers
