#include "nodes/broken/lin_kv_raft_lease.h"

#include <algorithm>

namespace eddy::nodes::broken {

LinKvRaftLease::LinKvRaftLease(sim::Host& host)
    // What an earlier life has promised is not known.
    : LinKvRaft(host), promised_until_(clock() + kLease) {
  on(&LinKvRaftLease::grant);
  every(kRenewal, [this] { return renew(); });
}

std::optional<LinKvRaftLease::Outcome> LinKvRaftLease::answer_alone(
    const raft::Command& command) const {
  const raft::Raft& raft = core();
  const bool is_leased = raft.leads() && leased_term_ == raft.term() && clock() < leased_until_ &&
                         raft.log().term_at(raft.commit()) == raft.term();
  if (command.f != "read" || !is_leased) return std::nullopt;
  return state().read(command.key);
}

sim::Result<LeaseGranted> LinKvRaftLease::grant(const AskLease& m, sim::NodeId from) {
  if (core().term() != m.term || core().leader() != from)
    return sim::Error{sim::ErrorCode::temporarily_unavailable, "it leads no more"};
  promised_until_ = clock() + kLease;
  return LeaseGranted{};
}

sim::Task<void> LinKvRaftLease::renew() {
  if (!core().leads()) co_return;
  const sim::Time asked = clock();
  const AskLease ask{core().term()};
  const std::size_t others = nodes().size() / 2;  // with this one a majority
  const auto granted = co_await quorum(peers(), ask, others, kLease);
  if (granted.replies.size() < others || core().term() != ask.term) co_return;
  leased_until_ = std::max(leased_until_, asked + kLease);
  leased_term_ = ask.term;
}

}  // namespace eddy::nodes::broken
