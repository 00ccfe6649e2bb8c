#include "workloads/lin_kv.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>
#include <vector>

#include "eddy/checkers/linearizable.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/random.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {

namespace json = boost::json;

namespace {

class Registers final : public Generator {
 public:
  explicit Registers(const Options& options)
      : seed_(options.run.seed), node_count_(std::max<std::size_t>(options.run.node_count, 1)) {}

  Step next(const Turn& turn) override {
    const std::int64_t key = key_of(turn.thread / (2 * node_count_));
    if (turn.thread % (2 * node_count_) < node_count_) return {"read", {key, nullptr}};
    sim::Random random(turn.bits, sim::Purpose::operation_choice, 0);
    const auto value = [&] { return random.below(LinKv::kValues); };
    if (random.below(3) == 0) return {"write", {key, value()}};
    const auto from = value();
    return {"cas", {key, json::array{from, value()}}};
  }

  // Each key is written to at one node, and read at another a second later.
  Step recovery_step(const RecoveryTurn& turn) override {
    if (!first_recovery_key_) first_recovery_key_ = next_key_;
    const auto key = static_cast<std::int64_t>((turn.node + turn.round) % node_count_);
    const std::int64_t of_recovery = *first_recovery_key_ + key;
    if (turn.round % 2 == 1) return {"read", {of_recovery, nullptr}};
    return {"write", {of_recovery, turn.round / 2 % LinKv::kValues}};
  }
  std::uint64_t recovery_cycle() const override { return 2; }

 private:
  struct Group {
    std::int64_t key = 0;
    std::uint64_t left = 0;  // operations until it is retired
  };

  // The key that this group has now, for one more operation.
  std::int64_t key_of(std::size_t number) {
    if (number >= groups_.size()) groups_.resize(number + 1);
    Group& group = groups_[number];
    if (group.left == 0) {
      group.key = next_key_++;
      const std::uint64_t bits = sim::draw(seed_, sim::Purpose::operation_choice,
                                           static_cast<std::uint64_t>(group.key), 1);
      group.left = LinKv::kMostOperations - sim::below(bits, LinKv::kMostOperations / 10 + 1);
    }
    --group.left;
    return group.key;
  }

  std::uint64_t seed_;
  std::size_t node_count_;
  std::vector<Group> groups_;
  std::int64_t next_key_ = 0;
  std::optional<std::int64_t> first_recovery_key_;
};

}  // namespace

std::unique_ptr<Generator> LinKv::generator(const Options& options) const {
  return std::make_unique<Registers>(options);
}

std::optional<std::string> LinKv::complaint(const Options& options) const {
  const std::size_t group = 2 * options.run.node_count;
  if (options.clients() > 0 && options.clients() % group == 0) return std::nullopt;
  return fmt::format(
      "{} takes two clients of each node for a key, half of them readers: --concurrency 2n, 4n, … "
      "or a multiple of {}, not {}",
      options.plan.workload, group, options.clients());
}

std::vector<std::string_view> LinKv::fitting_errors() const {
  return {name(sim::ErrorCode::key_does_not_exist), name(sim::ErrorCode::precondition_failed)};
}

sim::codec::Complaint LinKv::flaw_in(std::string_view f, const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"read", "write", "cas"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  const auto is_pair = [](const json::value& pair) {
    return pair.is_array() && pair.get_array().size() == 2;
  };
  if (f == "read") {
    const bool fits = is_pair(value) && value.at(1).is_null();
    return fits ? std::nullopt : flaw_in_value("[key, null]", value);
  }
  if (f == "write") return is_pair(value) ? std::nullopt : flaw_in_value("[key, value]", value);
  const bool fits = is_pair(value) && is_pair(value.at(1));
  return fits ? std::nullopt : flaw_in_value("[key, [from, to]]", value);
}

sim::Task<Outcome> LinKv::invoke(const Client& client, const PlannedOperation& operation) const {
  const json::value& invoked = operation.value;
  const json::value& key = invoked.at(0);
  if (operation.f == "read") {
    const sim::lin_kv::Read request{key};
    auto reply = co_await client.rpc(request);
    if (!reply) co_return Failed{reply.error()};
    co_return Done{json::array{key, std::move(reply->value)}};
  }
  if (operation.f == "write") {
    const sim::lin_kv::Write request{key, invoked.at(1)};
    const auto reply = co_await client.rpc(request);
    if (!reply) co_return Failed{reply.error()};
  } else {
    const sim::lin_kv::Cas request{key, invoked.at(1).at(0), invoked.at(1).at(1)};
    const auto reply = co_await client.rpc(request);
    if (!reply) co_return Failed{reply.error()};
  }
  co_return Done{invoked};
}

checkers::Verdict LinKv::check(const Run& run, const Criteria& /*criteria*/) const {
  checkers::LinearizableOptions register_of_each_key;
  register_of_each_key.model = checkers::LinearizableModel::kv;
  return checkers::check_linearizable(run.history, register_of_each_key);
}

}  // namespace eddy::workloads
