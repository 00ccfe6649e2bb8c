#include "workloads/kafka_plan.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <iterator>
#include <utility>

#include "eddy/sim/random.h"

namespace eddy::workloads {

namespace {

constexpr double kCrashInterval = 30;  // seconds, of each client
constexpr std::uint64_t kOperationsPerAssign = 64;
constexpr std::uint64_t kAssignsPerWideOne = 3;

Options single_operations(const Options& options) {
  Options single = options;
  single.plan.min_txn_length = 1;
  single.plan.max_txn_length = 1;
  return single;
}

// That an operation is a crash: crashes count among the operations of --rate.
sim::Probability crash_probability(const Options& options) {
  if (options.plan.rate <= 0) return {};
  const auto clients = static_cast<double>(options.clients());
  return sim::Probability::of(std::min(clients / (kCrashInterval * options.plan.rate), 1.0));
}

boost::json::array to_json(const std::vector<std::string>& keys) {
  boost::json::array names;
  for (const std::string& key : keys) names.push_back(boost::json::value(key));
  return names;
}

}  // namespace

boost::json::array only(boost::json::array micro_operation) {
  boost::json::array all;
  all.push_back(std::move(micro_operation));
  return all;
}

KafkaPlan::KafkaPlan(const Options& options)
    : transactions_(single_operations(options), "append"), crash_(crash_probability(options)) {}

Step KafkaPlan::next(const Turn& turn) {
  sim::Random random(turn.bits, sim::Purpose::operation_choice, 1);
  if (random.chance(crash_)) {
    assigned_.erase(turn.thread);
    return {"crash", nullptr};
  }
  if (!wish_) wish_ = draw(turn);
  if (random.below(kOperationsPerAssign) == 0) {
    const bool is_wide = random.below(kAssignsPerWideOne) == 0;
    return assign(turn.thread, is_wide);
  }
  const Wish wish = std::move(*wish_);
  wish_.reset();
  if (!wish.message) return {"poll", only({"poll"})};
  if (std::find(sent_.begin(), sent_.end(), wish.key) == sent_.end()) sent_.push_back(wish.key);
  return {"send", only({"send", wish.key, *wish.message})};
}

KafkaPlan::Wish KafkaPlan::draw(const Turn& turn) {
  const Step step = transactions_.next(turn);
  const boost::json::array& drawn = step.value.as_array().at(0).as_array();
  Wish wish{std::to_string(drawn.at(1).as_int64()), std::nullopt};
  if (drawn.at(0) == "append") wish.message = drawn.at(2);
  return wish;
}

Step KafkaPlan::assign(std::uint32_t thread, bool is_wide) {
  std::vector<std::string> keys;
  if (is_wide) {
    std::copy_if(sent_.begin(), sent_.end(), std::back_inserter(keys),
                 [this](const std::string& key) { return !is_assigned(key); });
  }
  if (std::find(keys.begin(), keys.end(), wish_->key) == keys.end()) keys.push_back(wish_->key);
  assigned_[thread] = {keys.begin(), keys.end()};
  return {"assign", to_json(keys)};
}

bool KafkaPlan::is_assigned(const std::string& key) const {
  return std::any_of(assigned_.begin(), assigned_.end(),
                     [&](const auto& of_thread) { return of_thread.second.contains(key); });
}

Step KafkaPlan::recovery_step(const RecoveryTurn& turn) {
  const std::string key = std::to_string(transactions_.recovery_key({turn.node, turn.thread, 0}));
  const std::uint64_t step = turn.round % recovery_cycle();
  if (step == 0) return {"assign", to_json(std::vector<std::string>{key})};
  if (step == 2) return {"poll", only({"poll"})};
  if (std::find(sent_.begin(), sent_.end(), key) == sent_.end()) sent_.push_back(key);
  return {"send", only({"send", key, turn.round / recovery_cycle() + 1})};
}

std::vector<Step> KafkaPlan::final_steps() {
  if (sent_.empty()) return {};
  return {{"crash", nullptr}, {"assign", to_json(sent_)}, {"poll", only({"poll"})}};
}

}  // namespace eddy::workloads
