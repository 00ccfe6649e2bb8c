#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// Bug: votes, and stands for election, before its vote and its term are safe on the disk: it waits
// for its entries alone. A node that is killed then may vote again in the same term.
class LinKvRaftUnsyncedVote final : public LinKvRaft {
 public:
  using LinKvRaft::LinKvRaft;

 private:
  bool waits_for(const raft::Persist& persist) const override { return !persist.entries.empty(); }
};

}  // namespace eddy::nodes::broken
