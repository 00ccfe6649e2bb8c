#include "nodes/raft/lin_mutex_raft.h"

#include <boost/json/string.hpp>

namespace eddy::nodes {

using namespace sim::lin_mutex;

LinMutexRaft::LinMutexRaft(sim::Host& host) : Replica(host) {
  on(&LinMutexRaft::acquire);
  on(&LinMutexRaft::release);
}

sim::Task<sim::Result<AcquireOk>> LinMutexRaft::acquire(const Acquire& /*m*/, sim::NodeId from) {
  raft::Command take = command("cas", "lock");
  take.to = boost::json::string(from.name());
  take.create = true;
  auto task = submit(take);
  const Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return AcquireOk{};
}

sim::Task<sim::Result<ReleaseOk>> LinMutexRaft::release(const Release& /*m*/, sim::NodeId from) {
  raft::Command give_back = command("cas", "lock");
  give_back.from = boost::json::string(from.name());
  auto task = submit(give_back);
  const Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return ReleaseOk{};
}

void LinMutexRaft::show_applied(boost::json::object& state) const {
  const auto holder = applied().read("lock");
  state["holder"] = holder ? *holder : boost::json::value();
}

}  // namespace eddy::nodes
