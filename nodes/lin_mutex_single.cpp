#include "nodes/lin_mutex_single.h"

#include "nodes/shown.h"

namespace eddy::nodes {

using namespace sim::lin_mutex;
using sim::Error;
using sim::ErrorCode;

LinMutexSingle::LinMutexSingle(sim::Host& host) : Node(host) {
  on(&LinMutexSingle::acquire);
  on(&LinMutexSingle::release);
}

std::optional<boost::json::value> LinMutexSingle::state() const {
  if (!grant_) return boost::json::object{{"holder", nullptr}};
  return boost::json::object{{"holder", grant_->holder.name()}, {"since_ms", shown_ms(grant_->at)}};
}

sim::Result<AcquireOk> LinMutexSingle::acquire(const Acquire& /*m*/, sim::NodeId from) {
  if (grant_ && !is_over(now() - grant_->at)) {
    return Error{ErrorCode::precondition_failed,
                 fmt::format("{} holds the lock", grant_->holder.name())};
  }
  grant_ = Grant{from, now()};
  return AcquireOk{};
}

sim::Result<ReleaseOk> LinMutexSingle::release(const Release& /*m*/, sim::NodeId from) {
  if (!grant_ || grant_->holder != from) {
    return Error{ErrorCode::precondition_failed,
                 fmt::format("{} does not hold the lock", from.name())};
  }
  grant_.reset();
  return ReleaseOk{};
}

}  // namespace eddy::nodes
