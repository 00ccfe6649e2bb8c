#include "nodes/broken/lin_kv_raft_replays.h"

#include <algorithm>

namespace eddy::nodes::broken {

void LinKvRaftReplays::started_with(const raft::Log& log) {
  constexpr raft::Index kLast = 10;  // entries
  for (raft::Index index = std::max(log.last(), kLast) - kLast + 1; index <= log.last(); ++index) {
    const auto& command = log.at(index).command;
    if (command && command->origin == id() && command->f != "read") spawn(insist(*command));
  }
}

sim::Task<void> LinKvRaftReplays::insist(raft::Command command) {
  constexpr sim::Duration kPause = std::chrono::milliseconds(50);
  for (;;) {
    auto submitting = submit(command);
    const Outcome outcome = co_await submitting;
    if (outcome || outcome.error().code != sim::ErrorCode::temporarily_unavailable) co_return;
    co_await sleep(kPause);
  }
}

}  // namespace eddy::nodes::broken
