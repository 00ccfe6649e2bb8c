#include "nodes/lin_mutex_proxy.h"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "eddy/sim/format.h"
#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes {

namespace json = boost::json;
using namespace sim::lin_mutex;
using sim::Error;
using sim::ErrorCode;

namespace {

constexpr std::string_view kKey = "lock";

}  // namespace

LinMutexProxy::LinMutexProxy(sim::Host& host) : Node(host) {
  on(&LinMutexProxy::acquire);
  on(&LinMutexProxy::release);
}

sim::Task<sim::Result<AcquireOk>> LinMutexProxy::acquire(const Acquire& /*m*/, sim::NodeId from) {
  const json::value nobody;
  const json::value client = json::string(from.name());
  auto task = pass(nobody, client);
  const auto passed = co_await task;
  if (!passed) co_return passed.error();
  co_return AcquireOk{};
}

sim::Task<sim::Result<ReleaseOk>> LinMutexProxy::release(const Release& /*m*/, sim::NodeId from) {
  const json::value nobody;
  const json::value client = json::string(from.name());
  auto task = pass(client, nobody);
  const auto passed = co_await task;
  if (!passed) co_return passed.error();
  co_return ReleaseOk{};
}

sim::Task<sim::Result<void>> LinMutexProxy::pass(const json::value& from, const json::value& to) {
  std::optional<std::int64_t> asked_for;  // the turn that our cas begins, if it takes effect
  for (int tries = 0; tries < kTries; ++tries) {
    auto looking = look();
    const auto lock = co_await looking;
    if (!lock && lock.error().code == ErrorCode::timeout) continue;
    if (!lock) co_return lock.error();
    if (asked_for && lock->turn >= *asked_for) co_return outcome(*lock, *asked_for, from, to);
    if (lock->holder != from) co_return held(*lock);
    asked_for = lock->turn + 1;
    auto changing = change(*lock, to);
    const auto changed = co_await changing;
    if (changed) co_return changed;
  }
  if (!asked_for) co_return Error{ErrorCode::temporarily_unavailable, "lin-kv does not answer"};
  co_return Error{ErrorCode::timeout, "lin-kv does not answer"};
}

sim::Result<void> LinMutexProxy::outcome(const Lock& lock, std::int64_t asked_for,
                                         const json::value& from, const json::value& to) {
  // Nobody else ends the turn of a holder.
  if (!from.is_null()) return {};
  if (lock.turn > asked_for) return Error{ErrorCode::timeout, "whose that turn was is not known"};
  if (lock.holder != to) return held(lock);
  return {};
}

Error LinMutexProxy::held(const Lock& lock) {
  return {ErrorCode::precondition_failed, lock.holder.is_null()
                                              ? std::string("nobody holds the lock")
                                              : fmt::format("{} holds the lock", lock.holder)};
}

sim::Task<sim::Result<LinMutexProxy::Lock>> LinMutexProxy::look() {
  const sim::lin_kv::Read read{json::string(kKey)};
  const auto state = co_await rpc(sim::kLinKv, read, kPatience);
  if (state) co_return Lock{state->value.at(0), state->value.at(1).to_number<std::int64_t>()};
  if (state.error().code == ErrorCode::key_does_not_exist) co_return Lock{};
  co_return state.error();
}

sim::Task<sim::Result<void>> LinMutexProxy::change(const Lock& before, const json::value& holder) {
  const sim::lin_kv::Cas cas{json::string(kKey), json::array{before.holder, before.turn},
                             json::array{holder, before.turn + 1}, true};
  const auto changed = co_await rpc(sim::kLinKv, cas, kPatience);
  if (!changed) co_return changed.error();
  co_return sim::Result<void>();
}

}  // namespace eddy::nodes
