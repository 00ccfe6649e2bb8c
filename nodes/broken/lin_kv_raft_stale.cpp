#include "nodes/broken/lin_kv_raft_stale.h"

namespace eddy::nodes::broken {

std::optional<LinKvRaftStale::Outcome> LinKvRaftStale::answer_alone(
    const raft::Command& command) const {
  if (command.f != "read") return std::nullopt;
  return applied().read(command.key);
}

}  // namespace eddy::nodes::broken
