#include "nodes/broken/lin_kv_raft_early_ack.h"

namespace eddy::nodes::broken {

LinKvRaftEarlyAck::LinKvRaftEarlyAck(sim::Host& host)
    : LinKvRaft(host, std::make_unique<raft::Raft>(host.id(), host.nodes()),
                std::make_unique<SparingJournal>(host)) {}

}  // namespace eddy::nodes::broken
