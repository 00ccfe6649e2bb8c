#include "nodes/broken/lin_kv_raft_replays.h"

namespace eddy::nodes::broken {

void LinKvRaftReplays::started_with(const raft::Log& log) {
  for (raft::Index index = log.last(); index > 0; --index) {
    const auto& command = log.at(index).command;
    if (!command || command->origin != id() || command->f == "read") continue;
    spawn([this, again = *command]() -> sim::Task<void> {
      auto submitting = submit(again);
      co_await submitting;
    });
    return;
  }
}

}  // namespace eddy::nodes::broken
