#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: the leader counts itself twice among those that have an entry, so that with five nodes it
// commits what only two have: no majority.
class RaftDoubleCount final : public raft::Raft {
 public:
  using Raft::Raft;

 private:
  std::size_t replicas(raft::Index index) const override;
};

class LinKvRaftDoubleCount final : public LinKvRaft {
 public:
  explicit LinKvRaftDoubleCount(sim::Host& host);
};

}  // namespace eddy::nodes::broken
