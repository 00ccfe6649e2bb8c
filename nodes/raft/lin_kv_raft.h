// lin-kv-raft: a linearizable key-value store replicated by Raft. Reads, too, go through the log.
#pragma once

#include <memory>

#include "eddy/sim/protocol/lin_kv.h"
#include "nodes/raft/replica.h"

namespace eddy::nodes {

class LinKvRaft : public raft::Replica {
 public:
  explicit LinKvRaft(sim::Host& host);

 protected:
  LinKvRaft(sim::Host& host, std::unique_ptr<raft::Raft> core);
  LinKvRaft(sim::Host& host, std::unique_ptr<raft::Raft> core,
            std::unique_ptr<durable::Journal> journal);

 private:
  sim::Task<sim::Result<sim::lin_kv::ReadOk>> read(const sim::lin_kv::Read& m);
  sim::Task<sim::Result<sim::lin_kv::WriteOk>> write(const sim::lin_kv::Write& m);
  sim::Task<sim::Result<sim::lin_kv::CasOk>> cas(const sim::lin_kv::Cas& m);
};

}  // namespace eddy::nodes
