// rw-register on histories of a serializable database: 20 clients, 4 operations a transaction, keys
// that are given up after 100 writes. With the true order of the versions, and without.
#include "checkers/transactional/rw_register.h"

#include <benchmark/benchmark.h>
#include <boost/json/array.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "checkers/transactional/version_orders.h"
#include "sim/random.h"

namespace {

using namespace eddy;
using checkers::History;
using checkers::Op;
using checkers::OpType;

/// Each transaction takes effect as a whole just before it is acknowledged.
class SerializableRegisters {
 public:
  History history(std::size_t transactions) {
    std::vector<boost::json::array> open(kClients);
    for (std::size_t begun = 0, ended = 0; ended < transactions;) {
      const auto client = static_cast<std::size_t>(random_.below(kClients));
      if (open[client].empty()) {
        if (begun == transactions) continue;
        ++begun;
        open[client] = plan();
        append(client, OpType::invoke, open[client]);
      } else {
        ++ended;
        execute(open[client]);
        append(client, OpType::ok, std::exchange(open[client], {}));
      }
    }
    return std::move(history_);
  }

  void append_orders(History& history) const {
    for (const auto& [number, key] : written_) {
      checkers::ObservedOrder order{"n0", number, {key.order.begin(), key.order.end()}};
      Op event = checkers::version_order_event(order);
      event.index = history.ops.back().index + 1;
      history.ops.push_back(std::move(event));
    }
  }

 private:
  static constexpr std::size_t kClients = 20;
  static constexpr std::int64_t kWritesPerKey = 100;

  struct Key {
    std::int64_t planned = 0;         // values of writes that were planned
    std::vector<std::int64_t> order;  // those that took effect, oldest first
  };

  boost::json::array plan() {
    constexpr std::size_t kOperations = 4;
    constexpr std::uint64_t kKeys = 10;
    boost::json::array operations;
    for (std::size_t i = 0; i < kOperations; ++i) {
      const std::int64_t key = first_key_ + static_cast<std::int64_t>(random_.below(kKeys));
      if (random_.below(2) == 0) {
        operations.push_back({"r", key, nullptr});
        continue;
      }
      const std::int64_t value = ++written_[key].planned;
      if (value == kWritesPerKey) ++first_key_;
      operations.push_back({"w", key, value});
    }
    return operations;
  }

  void execute(boost::json::array& operations) {
    for (boost::json::value& operation : operations) {
      Key& key = written_[operation.at(1).as_int64()];
      if (operation.at(0) == "w") {
        key.order.push_back(operation.at(2).as_int64());
      } else if (!key.order.empty()) {
        operation.as_array()[2] = key.order.back();
      }
    }
  }

  void append(std::size_t client, OpType type, boost::json::array operations) {
    Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.time = op.index * 1'000;
    op.process = static_cast<std::int64_t>(client);
    op.type = type;
    op.f = "txn";
    op.value = std::move(operations);
    history_.ops.push_back(std::move(op));
  }

  sim::Random random_{7, sim::Purpose::test, 0};
  History history_;
  std::map<std::int64_t, Key> written_;
  std::int64_t first_key_ = 0;
};

enum class Orders { unknown, observed };

void judge(benchmark::State& state, Orders orders) {
  const auto transactions = static_cast<std::size_t>(state.range(0));
  SerializableRegisters database;
  History history = database.history(transactions);
  if (orders == Orders::observed) database.append_orders(history);
  checkers::CheckOptions options;
  options.wfr_keys = true;
  for (auto _ : state) {
    const auto verdict = checkers::check_rw_register(history, options);
    if (verdict.validity != checkers::Validity::valid) state.SkipWithError("not valid");
  }
  state.counters["transactions_per_s"] = benchmark::Counter(
      static_cast<double>(transactions), benchmark::Counter::kIsIterationInvariantRate);
}

void rw_register(benchmark::State& state) { judge(state, Orders::unknown); }
void rw_register_observed(benchmark::State& state) { judge(state, Orders::observed); }

BENCHMARK(rw_register)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(rw_register_observed)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
