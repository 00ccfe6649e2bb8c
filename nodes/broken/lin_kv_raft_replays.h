#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: a node that comes back carries out the last request of its clients again, under a new name,
// lest it be lost; but it may have been carried out before.
class LinKvRaftReplays final : public LinKvRaft {
 public:
  using LinKvRaft::LinKvRaft;

 private:
  void started_with(const raft::Log& log) override;
};

}  // namespace eddy::nodes::broken
