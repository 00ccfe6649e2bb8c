#include "nodes/broken/lin_kv_raft_forgets_vote.h"

namespace eddy::nodes::broken {

void RaftForgetsVote::meet(raft::Term seen) {
  if (seen >= term()) forget_vote();
  Raft::meet(seen);
}

LinKvRaftForgetsVote::LinKvRaftForgetsVote(sim::Host& host)
    : LinKvRaft(host, std::make_unique<RaftForgetsVote>(host.id(), host.nodes())) {}

}  // namespace eddy::nodes::broken
