#include "tools/bench/histories/list_histories.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"

namespace eddy::bench {

namespace {

namespace json = boost::json;
using checkers::Op;
using checkers::OpType;

/// A list is 1, 2, 3, … always: what is appended is decided when it is.
json::array list_of(std::size_t size) {
  json::array list(size);
  for (std::size_t i = 0; i < size; ++i) list[i] = static_cast<std::int64_t>(i + 1);
  return list;
}

class Database {
 public:
  Database(std::uint64_t seed, const ListHistoryOptions& options)
      : options_(options), random_(seed, sim::Purpose::test, 0), clients_(options.clients) {
    for (std::size_t i = 0; i < options.keys; ++i) active_.push_back(new_key());
    history_.ops.reserve(2 * options.transactions + 8);
  }

  checkers::History run() {
    std::size_t begun = 0;
    std::size_t ended = 0;
    while (ended < options_.transactions) {
      if (begun == options_.transactions / 2 && !planted_) plant();
      const auto client = static_cast<std::size_t>(random_.below(clients_.size()));
      switch (clients_[client]) {
        case Stage::idle:
          if (begun == options_.transactions) break;
          ++begun;
          event(client, OpType::invoke, nullptr);
          clients_[client] = Stage::invoked;
          break;
        case Stage::invoked:
          value_of(client) = transaction(history_.ops[invocations_[client]].value);
          clients_[client] = Stage::committed;
          break;
        case Stage::committed:
          event(client, OpType::ok, std::move(value_of(client)));
          clients_[client] = Stage::idle;
          ++ended;
          break;
      }
    }
    if (options_.planted == Planted::stale_read) alone({"r", stale_key_, list_of(stale_size_)});
    return std::move(history_);
  }

 private:
  enum class Stage { idle, invoked, committed };

  std::size_t& size_of(std::int64_t key) { return sizes_[static_cast<std::size_t>(key)]; }

  json::array append(std::int64_t key) {
    return {"append", key, static_cast<std::int64_t>(++size_of(key))};
  }

  std::int64_t new_key() {
    sizes_.push_back(0);
    return static_cast<std::int64_t>(sizes_.size()) - 1;
  }

  json::value& value_of(std::size_t client) {
    values_.resize(clients_.size());
    return values_[client];
  }

  void event(std::size_t process, OpType type, json::value value) {
    Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.time = op.index * 10'000;
    op.process = static_cast<std::int64_t>(process);
    op.type = type;
    op.f = "txn";
    op.value = std::move(value);
    invocations_.resize(clients_.size());
    if (type == OpType::invoke && process < clients_.size())
      invocations_[process] = history_.ops.size();
    history_.ops.push_back(std::move(op));
  }

  /// Runs a whole transaction at once; the invocation learns what was asked for.
  json::value transaction(json::value& asked) {
    json::array shown;
    json::array plan;
    for (int i = 0; i < 4; ++i) {
      std::int64_t& key = active_[random_.below(active_.size())];
      if (random_.below(2) == 0) {
        plan.push_back(json::array{"r", key, nullptr});
        shown.push_back(json::array{"r", key, list_of(shown_size(key))});
        continue;
      }
      if (size_of(key) >= options_.appends_to_a_key) key = new_key();
      plan.push_back(append(key));
      shown.push_back(plan.back());
    }
    asked = std::move(plan);
    return shown;
  }

  std::size_t shown_size(std::int64_t key) {
    constexpr std::size_t kMostBehind = 8;
    if (options_.planted != Planted::many_stale_reads) return size_of(key);
    return size_of(key) - std::min(size_of(key), random_.below(kMostBehind));
  }

  void plant() {
    planted_ = true;
    if (options_.planted == Planted::stale_read) {
      stale_key_ = active_.front();
      stale_size_ = size_of(stale_key_);
      alone(append(stale_key_));
      alone({"r", stale_key_, list_of(size_of(stale_key_))});
    } else if (options_.planted == Planted::write_skew) {
      const std::int64_t a = new_key();
      const std::int64_t b = new_key();
      const std::size_t first = clients_.size();
      event(first, OpType::invoke, nullptr);
      event(first + 1, OpType::invoke, nullptr);
      event(first, OpType::ok,
            json::array{json::array{"r", a, nullptr}, json::array{"append", b, 1}});
      event(first + 1, OpType::ok,
            json::array{json::array{"r", b, nullptr}, json::array{"append", a, 1}});
    }
  }

  /// A transaction of one micro-operation, by a client of its own.
  void alone(json::array micro) {
    json::array value;
    value.push_back(std::move(micro));
    event(clients_.size(), OpType::invoke, value);
    event(clients_.size(), OpType::ok, value);
  }

  const ListHistoryOptions& options_;
  sim::Random random_;
  std::vector<Stage> clients_;
  std::vector<std::size_t> invocations_;  // by client, the position of its last one
  std::vector<json::value> values_;       // by client, what a committed transaction showed
  std::vector<std::size_t> sizes_;        // by key
  std::vector<std::int64_t> active_;      // the keys in use
  bool planted_ = false;
  std::int64_t stale_key_ = 0;
  std::size_t stale_size_ = 0;
  checkers::History history_;
};

}  // namespace

checkers::History list_history(std::uint64_t seed, const ListHistoryOptions& options) {
  return Database(seed, options).run();
}

}  // namespace eddy::bench
