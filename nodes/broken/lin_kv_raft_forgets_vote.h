#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: every message of its own term or a later one clears a node's vote (>= for >), so that it
// votes for two candidates of one term, and two leaders write different entries of the same name.
class RaftForgetsVote final : public raft::Raft {
 public:
  using Raft::Raft;

 private:
  void meet(raft::Term seen) override;
};

class LinKvRaftForgetsVote final : public LinKvRaft {
 public:
  explicit LinKvRaftForgetsVote(sim::Host& host);
};

}  // namespace eddy::nodes::broken
