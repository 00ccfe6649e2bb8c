#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

// A journal that knows neither checksums nor marks, and cuts nothing off.
class TrustingJournal final : public durable::Journal {
 public:
  using Journal::Journal;

 private:
  durable::Reading look(std::string_view log, std::string_view marks) const override;
};

// Bug: trusts the torn end of its journal, and writes on behind it. When it starts again, what
// follows is taken for the rest of the torn record, and is lost with it.
class LinKvRaftTornTail final : public LinKvRaft {
 public:
  explicit LinKvRaftTornTail(sim::Host& host);
};

}  // namespace eddy::nodes::broken
