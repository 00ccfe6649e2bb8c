#include "nodes/g_counter_seq_kv.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <vector>

#include "eddy/sim/format.h"

namespace eddy::nodes {

using namespace std::chrono_literals;
using namespace sim::counter;
using sim::ErrorCode;
using sim::lin_kv::Cas;
using sim::lin_kv::Write;

namespace {

// Of one request to seq-kv; and how often it is made before a client is told that it failed.
constexpr sim::Duration kPatience = 1s;
constexpr int kTries = 4;

std::string key_of(sim::NodeId node) { return fmt::format("added-{}", node); }

std::int64_t total_in(const boost::json::value& held) {
  return held.at(1).to_number<std::int64_t>();
}

sim::Error unavailable() { return {ErrorCode::temporarily_unavailable, "seq-kv does not answer"}; }

}  // namespace

GCounterSeqKv::GCounterSeqKv(sim::Host& host) : DurableNode(host) {
  on(&GCounterSeqKv::add);
  on(&GCounterSeqKv::read);
}

void GCounterSeqKv::show(boost::json::object& state) const {
  state["total"] = total_;
  state["stored"] = stored_;
  state["refreshed"] = refreshed_;
}

boost::json::value GCounterSeqKv::held(std::int64_t total) const {
  return boost::json::array{epoch(), total};
}

sim::Task<void> GCounterSeqKv::prepare() {
  if (epoch() == 1) co_return;
  const sim::lin_kv::Read read{boost::json::value(key_of(id()))};
  for (;;) {
    auto writing = write_news();
    if (!co_await writing) continue;
    const auto found = co_await rpc(sim::kSeqKv, read, kPatience);
    const bool is_free = !found && found.error().code == ErrorCode::key_does_not_exist;
    if (!found && !is_free) continue;
    const std::int64_t total = is_free ? 0 : total_in(found->value);
    const Cas take{read.key, is_free ? boost::json::value() : found->value, held(total), true};
    const auto taken = co_await rpc(sim::kSeqKv, take, kPatience);
    if (!taken && (is_free || found->value != take.to)) continue;
    total_ = stored_ = total;
    co_return;
  }
}

sim::Task<sim::Result<AddOk>> GCounterSeqKv::add(const Add& m) {
  if (m.delta < 0) co_return sim::Error{ErrorCode::malformed_request, "a g-counter only grows"};
  auto preparing = prepared();
  co_await preparing;
  total_ += m.delta;
  const std::int64_t goal = total_;
  if (!is_storing_) spawn(store());
  const bool done = co_await until([this, goal] { return stored_ >= goal; }, kPatience * kTries);
  if (!done) co_return sim::Error{ErrorCode::timeout, "not stored yet"};
  co_return AddOk{};
}

sim::Task<void> GCounterSeqKv::store() {
  is_storing_ = true;
  while (stored_ < total_) {
    const std::int64_t goal = total_;
    const Cas step{boost::json::value(key_of(id())), held(stored_), held(goal), true};
    for (;;) {
      const auto reply = co_await rpc(sim::kSeqKv, step, kPatience);
      if (reply || reply.error().code == ErrorCode::precondition_failed) break;
    }
    stored_ = goal;
  }
  is_storing_ = false;
}

sim::Task<bool> GCounterSeqKv::refresh() {
  auto writing = write_news();
  co_return co_await writing;
}

sim::Task<bool> GCounterSeqKv::write_news() {
  const Write news{boost::json::value(fmt::format("seen-{}", id())), held(++refreshed_)};
  for (int i = 0; i < kTries; ++i) {
    const auto reply = co_await rpc(sim::kSeqKv, news, kPatience);
    if (reply) co_return true;
  }
  co_return false;
}

sim::Task<sim::Result<ReadOk>> GCounterSeqKv::read(const Read& /*m*/) {
  auto preparing = prepared();
  co_await preparing;
  auto refreshing = refresh();
  if (!co_await refreshing) co_return unavailable();
  std::map<sim::NodeId, std::int64_t> totals;
  for (int i = 0; i < kTries; ++i) {
    auto asking = ask_for_missing(totals);
    co_await asking;
    if (totals.size() < nodes().size()) continue;
    std::int64_t sum = 0;
    for (const auto& [node, total] : totals) sum += total;
    co_return ReadOk{sum};
  }
  co_return unavailable();
}

sim::Task<void> GCounterSeqKv::ask_for_missing(std::map<sim::NodeId, std::int64_t>& totals) {
  std::vector<sim::NodeId> asked;
  std::vector<sim::RpcCall<sim::lin_kv::ReadOk>> calls;
  for (const sim::NodeId node : nodes()) {
    if (totals.contains(node)) continue;
    const sim::lin_kv::Read request{boost::json::value(key_of(node))};
    asked.push_back(node);
    calls.push_back(rpc(sim::kSeqKv, request, kPatience));
  }
  const auto answers = co_await sim::Quorum(std::move(calls), asked.size());
  for (const auto& answer : answers.replies) {
    totals[asked[answer.call]] = total_in(answer.reply.value);
  }
  for (const auto& failure : answers.failures) {
    if (failure.error.code == ErrorCode::key_does_not_exist) totals[asked[failure.call]] = 0;
  }
}

}  // namespace eddy::nodes
