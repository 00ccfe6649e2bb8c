#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: a node that comes back carries out the last requests of its clients again, under new names,
// lest they be lost; but they may have been carried out before.
class LinKvRaftReplays final : public LinKvRaft {
 public:
  using LinKvRaft::LinKvRaft;

 private:
  void started_with(const raft::Log& log) override;
  sim::Task<void> insist(raft::Command command);
};

}  // namespace eddy::nodes::broken
