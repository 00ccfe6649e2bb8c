#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: acknowledges what it has written before that is synced, so that a majority may say that it
// has an entry which a kill takes away again.
class LinKvRaftEarlyAck final : public LinKvRaft {
 public:
  using LinKvRaft::LinKvRaft;

 private:
  bool waits_for(const raft::Persist& /*persist*/) const override { return false; }
};

}  // namespace eddy::nodes::broken
