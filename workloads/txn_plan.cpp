#include "workloads/txn_plan.h"

#include <algorithm>
#include <bit>
#include <boost/json/array.hpp>
#include <utility>

#include "eddy/sim/random.h"

namespace eddy::workloads {

TxnPlan::TxnPlan(const Options& options, std::string write)
    : write_(std::move(write)),
      least_length_(options.plan.min_txn_length),
      most_length_(options.plan.max_txn_length),
      most_writes_(static_cast<std::int64_t>(options.plan.max_writes_per_key)),
      node_count_(std::max<std::size_t>(options.run.node_count, 1)) {
  const std::size_t count = options.plan.key_count.value_or(kKeyCount);
  for (std::size_t i = 0; i < count; ++i) pool_.push_back({static_cast<std::int64_t>(i)});
  next_key_ = static_cast<std::int64_t>(count);
}

Step TxnPlan::next(const Turn& turn) {
  sim::Random random(turn.bits, sim::Purpose::operation_choice, 0);
  const std::size_t length = least_length_ + random.below(most_length_ - least_length_ + 1);
  boost::json::array txn;
  while (txn.size() < length) {
    const bool is_write = random.below(2) == 0;
    Key& key = pool_[draw_key(random)];
    if (!is_write) {
      txn.push_back(boost::json::array{"r", key.number, nullptr});
    } else if (key.next_value > most_writes_) {
      key = {next_key_++};  // and this operation is drawn anew
    } else {
      txn.push_back(boost::json::array{boost::json::string(write_), key.number, key.next_value++});
    }
  }
  return {"txn", std::move(txn)};
}

std::int64_t TxnPlan::recovery_key(const RecoveryTurn& turn) {
  if (!first_recovery_key_) first_recovery_key_ = next_key_;
  return *first_recovery_key_ + static_cast<std::int64_t>((turn.node + turn.round) % node_count_);
}

Step TxnPlan::recovery_step(const RecoveryTurn& turn) {
  const std::int64_t key = recovery_key(turn);
  const boost::json::array read{"r", key, nullptr};
  const boost::json::array write{boost::json::string(write_), key, turn.round + 1};
  return {"txn", boost::json::array{read, write}};
}

std::size_t TxnPlan::draw_key(sim::Random& random) const {
  for (;;) {
    // k leading zeros have half the probability of k - 1.
    const auto zeros = static_cast<std::size_t>(std::countl_zero(random()));
    if (zeros < pool_.size()) return pool_.size() - 1 - zeros;
  }
}

}  // namespace eddy::workloads
