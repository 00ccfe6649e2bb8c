#include "nodes/broken/lin_mutex_failover.h"

namespace eddy::nodes::broken {

using namespace sim::lin_mutex;
using sim::Error;
using sim::ErrorCode;

LinMutexFailover::LinMutexFailover(sim::Host& host) : Node(host) {
  on(&LinMutexFailover::acquire);
  on(&LinMutexFailover::release);
  on(&LinMutexFailover::settle);
}

std::optional<boost::json::value> LinMutexFailover::state() const {
  if (!holder_) return boost::json::object{{"holder", nullptr}};
  return boost::json::object{{"holder", holder_->name()}};
}

sim::Task<sim::Result<AcquireOk>> LinMutexFailover::acquire(const Acquire& /*m*/,
                                                            sim::NodeId from) {
  const Ask ask{from, true};
  auto task = ask_around(ask);
  const auto settled = co_await task;
  if (!settled) co_return settled.error();
  co_return AcquireOk{};
}

sim::Task<sim::Result<ReleaseOk>> LinMutexFailover::release(const Release& /*m*/,
                                                            sim::NodeId from) {
  const Ask ask{from, false};
  auto task = ask_around(ask);
  const auto settled = co_await task;
  if (!settled) co_return settled.error();
  co_return ReleaseOk{};
}

sim::Result<Settled> LinMutexFailover::settle(const Ask& m) {
  const bool fits = m.acquires ? !holder_ : holder_ == m.client;
  if (!fits) {
    return Error{ErrorCode::precondition_failed,
                 m.acquires ? "the lock is held" : "another holds the lock, or nobody"};
  }
  holder_ = m.acquires ? std::optional(m.client) : std::nullopt;
  return Settled{};
}

sim::Task<sim::Result<Settled>> LinMutexFailover::ask_around(const Ask& ask) {
  for (const sim::NodeId keeper : nodes()) {
    if (keeper == id()) co_return settle(ask);
    auto answer = co_await rpc(keeper, ask, kPatience);
    if (answer || is_definite(answer.error().code)) co_return answer;
  }
  co_return Error{ErrorCode::timeout, "no node answers"};
}

}  // namespace eddy::nodes::broken
