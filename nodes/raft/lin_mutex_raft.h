// lin-mutex-raft: a lock in a key-value store that is replicated by Raft: one key, which holds the
// name of the client that has the lock, or null. Acquire and release are a cas each.
#pragma once

#include "eddy/sim/protocol/lin_mutex.h"
#include "nodes/raft/replica.h"

namespace eddy::nodes {

class LinMutexRaft final : public raft::Replica {
 public:
  explicit LinMutexRaft(sim::Host& host);

 private:
  sim::Task<sim::Result<sim::lin_mutex::AcquireOk>> acquire(const sim::lin_mutex::Acquire& m,
                                                            sim::NodeId from);
  sim::Task<sim::Result<sim::lin_mutex::ReleaseOk>> release(const sim::lin_mutex::Release& m,
                                                            sim::NodeId from);

  void show_applied(boost::json::object& state) const override;
};

}  // namespace eddy::nodes
