#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: every node answers reads from what it has applied itself, which may be long overwritten.
class LinKvRaftStale final : public LinKvRaft {
 public:
  using LinKvRaft::LinKvRaft;

 private:
  std::optional<Outcome> answer_alone(const raft::Command& command) const override;
};

}  // namespace eddy::nodes::broken
