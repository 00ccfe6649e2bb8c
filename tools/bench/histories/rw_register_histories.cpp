#include "tools/bench/histories/rw_register_histories.h"

#include <boost/json/array.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/sim/random.h"

namespace eddy::bench {

namespace {

using checkers::History;
using checkers::Op;
using checkers::OpType;

/// Each transaction takes effect as a whole just before it is acknowledged.
class SerializableRegisters {
 public:
  History history(std::size_t transactions, Orders orders) {
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
    if (orders == Orders::observed) append_orders();
    return std::move(history_);
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

  void append_orders() {
    for (const auto& [number, key] : written_) {
      checkers::ObservedOrder order{"n0", number, {key.order.begin(), key.order.end()}};
      Op event = checkers::version_order_event(order);
      event.index = history_.ops.back().index + 1;
      history_.ops.push_back(std::move(event));
    }
  }

  sim::Random random_{7, sim::Purpose::test, 0};
  History history_;
  std::map<std::int64_t, Key> written_;
  std::int64_t first_key_ = 0;
};

}  // namespace

checkers::History rw_register_history(std::size_t transactions, Orders orders) {
  return SerializableRegisters().history(transactions, orders);
}

}  // namespace eddy::bench
