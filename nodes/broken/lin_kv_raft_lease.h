#pragma once

#include "nodes/raft/lin_kv_raft.h"

namespace eddy::nodes::broken {

struct LeaseGranted {
  static constexpr std::string_view type = "lease_granted";
};
BOOST_DESCRIBE_STRUCT(LeaseGranted, (), ())

// The leader of that term asks for a lease.
struct AskLease {
  static constexpr std::string_view type = "ask_lease";
  using Reply = LeaseGranted;
  raft::Term term = 0;
};
BOOST_DESCRIBE_STRUCT(AskLease, (), (term))

// Bug: the leader answers reads from its memory while a lease runs, in which a majority has promised
// to help no other to lead; but it runs by clocks that jump and drift, each in its own way.
class LinKvRaftLease final : public LinKvRaft {
 public:
  explicit LinKvRaftLease(sim::Host& host);

 private:
  // Shorter than any election.
  static constexpr sim::Duration kLease = std::chrono::milliseconds(400);
  static constexpr sim::Duration kRenewal = std::chrono::milliseconds(100);

  bool keeps_to_leader() const override { return !core().leads() && clock() < promised_until_; }
  std::optional<Outcome> answer_alone(const raft::Command& command) const override;

  sim::Result<LeaseGranted> grant(const AskLease& m, sim::NodeId from);
  sim::Task<void> renew();

  sim::Time promised_until_;  // by our own clock
  sim::Time leased_until_{};  // by our own clock
  raft::Term leased_term_ = 0;
};

}  // namespace eddy::nodes::broken
