#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// A journal that spares its disk: it syncs once a second.
class SparingJournal final : public durable::Journal {
 public:
  using Journal::Journal;

 private:
  sim::Duration gathers() const override { return std::chrono::seconds(1); }
};

// Bug: acknowledges what it has not synced yet, and syncs once a second: so a majority may say that
// it has an entry which a kill takes away again.
class LinKvRaftEarlyAck final : public LinKvRaft {
 public:
  explicit LinKvRaftEarlyAck(sim::Host& host);

 private:
  bool waits_for(const raft::Persist& /*persist*/) const override { return false; }
};

}  // namespace eddy::nodes::broken
