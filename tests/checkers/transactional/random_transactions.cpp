#include "tests/checkers/transactional/random_transactions.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

// What a read sees of a key: one of its values, or the beginning of its list.
json::value seen(const std::vector<std::int64_t>& values, Shape shape, sim::Random& random) {
  const std::size_t count = random.below(values.size() + 1);
  if (shape == Shape::rw_register)
    return count == 0 ? json::value() : json::value(values[count - 1]);
  return json::array(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

void read_all(const std::map<std::uint64_t, std::vector<std::int64_t>>& values, History& history) {
  WrittenTransaction txn{999, {}, OpType::ok};
  for (const auto& [key, list] : values)
    txn.value.push_back({"r", key, json::array(list.begin(), list.end())});
  history.ops.insert(history.ops.begin(), event_of(txn, OpType::invoke));
  history.ops.push_back(event_of(txn, OpType::ok));
  number_events(history);
}

// At most so many, by transaction for the last.
struct Extent {
  std::uint64_t transactions;
  std::uint64_t processes;
  std::uint64_t keys;
  std::uint64_t operations;
};

History transactions_of(const Extent& most, Shape shape, LastRead last, sim::Random& random) {
  std::vector<WrittenTransaction> all(2 + random.below(most.transactions - 1));
  const std::uint64_t keys = 1 + random.below(most.keys);
  std::map<std::uint64_t, std::vector<std::int64_t>> values;
  for (WrittenTransaction& txn : all) {
    txn.process = static_cast<std::int64_t>(random.below(most.processes));
    if (random.below(12) == 0) txn.outcome = OpType::info;
    std::map<std::uint64_t, std::int64_t> latest;  // that it has written itself, by key
    for (std::uint64_t i = 1 + random.below(most.operations); i > 0; --i) {
      const std::uint64_t key = random.below(keys);
      if (random.below(2) == 0) {
        txn.value.push_back({"r", key, nullptr});
        continue;
      }
      auto& of_key = values[key];
      const auto value = static_cast<std::int64_t>(of_key.size()) + 1;
      // What one transaction appends stays in its order.
      const auto own = latest.contains(key)
                           ? std::find(of_key.begin(), of_key.end(), latest[key]) + 1
                           : of_key.begin();
      const auto room = static_cast<std::uint64_t>(of_key.end() - own) + 1;
      of_key.insert(own + static_cast<std::ptrdiff_t>(random.below(room)), value);
      latest[key] = value;
      txn.value.push_back({shape == Shape::rw_register ? "w" : "append", key, value});
    }
  }
  for (WrittenTransaction& txn : all) {
    for (json::value& micro : txn.value) {
      if (micro.at(0) == "r")
        micro.at(2) = seen(values[micro.at(1).to_number<std::uint64_t>()], shape, random);
    }
  }
  History history = interleaved(std::move(all), random);
  if (last == LastRead::of_all) read_all(values, history);
  return history;
}

}  // namespace

History interleaved(std::vector<WrittenTransaction> all, sim::Random& random) {
  History history;
  std::vector<bool> begun(all.size());
  std::vector<bool> ended(all.size());
  const auto may_begin = [&](std::size_t i) {
    for (std::size_t before = 0; before < i; ++before) {
      if (all[before].process == all[i].process && !ended[before]) return false;
    }
    return true;
  };
  while (history.ops.size() < 2 * all.size()) {
    const std::size_t i = random.below(all.size());
    if (ended[i] || (!begun[i] && !may_begin(i))) continue;
    history.ops.push_back(event_of(all[i], begun[i] ? all[i].outcome : OpType::invoke));
    if (!begun[i]) {
      begun[i] = true;
      continue;
    }
    ended[i] = true;
    if (all[i].outcome != OpType::info) continue;
    for (std::size_t later = i + 1; later < all.size(); ++later) {
      if (all[later].process == all[i].process) all[later].process += 100;
    }
  }
  number_events(history);
  return history;
}

History random_transactions(std::uint64_t seed, Shape shape, LastRead last) {
  sim::Random random(seed, sim::Purpose::test, 77, static_cast<std::uint64_t>(shape));
  return transactions_of({5, 3, 3, 3}, shape, last, random);
}

History random_long_transactions(std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 78, 0);
  return transactions_of({7, 3, 2, 5}, Shape::list_append, LastRead::of_all, random);
}

}  // namespace eddy::checkers
