#include "nodes/broken/lin_kv_raft_double_count.h"

namespace eddy::nodes::broken {

std::size_t RaftDoubleCount::replicas(raft::Index index) const { return 1 + Raft::replicas(index); }

LinKvRaftDoubleCount::LinKvRaftDoubleCount(sim::Host& host)
    : LinKvRaft(host, std::make_unique<RaftDoubleCount>(host.id(), host.nodes())) {}

}  // namespace eddy::nodes::broken
