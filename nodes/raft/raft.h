// Raft as a pure core: an event in, actions out (Ongaro and Ousterhout, "In Search of an
// Understandable Consensus Algorithm", 2014). It has no clock, sends nothing and draws nothing; who
// hosts it carries its actions out in their order.
//
//   election     who hears of no leader for a while asks for votes; a vote is given once a term,
//                and only to a log that is not behind
//   replication  the leader sends what a follower lacks, optimistically; a follower that misses
//                the entry before it says where to go on
//   commitment   an entry of the leader's own term is committed when a majority has it, and all
//                before it
//   clients      a proposal goes into the leader's log, reads too, and is answered when applied
//   restoration  a node that has lost what it had saved takes the leader's log, and neither votes
//                nor counts until that is whole (Alagappan et al., "Protocol-Aware Recovery for
//                Consensus-Based Storage", 2018)
//
// Why a node that was restored may vote again: it had voted in no later term, and had acknowledged
// entries in none, than the last one that it saved, which it knows. While it is restored it helps
// to elect nobody, so each leader since was elected by others, who have all that was committed.
// It takes part again once its log reaches into the term of a leader that is not older than that,
// and in a term in which it had saved entries as far as it had; and gives no vote in this term.
//
// What must hold is in nodes/raft/invariants.h. The protected virtuals are the rules that the wrong
// programs in nodes/broken/ break.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "nodes/raft/log.h"
#include "nodes/raft/message.h"

namespace eddy::nodes::raft {

// The host's name for a proposal.
using Ticket = std::uint64_t;

// Events.
struct TimedOut {};  // the timer that was set last
struct Received {
  sim::NodeId from;
  Message message;
};
struct Proposal {
  Ticket ticket = 0;
  Command command;
};
// What this node had saved can be read after all. REQUIRES: it is being restored.
struct Recovered;
using Event = std::variant<TimedOut, Received, Proposal, Recovered>;

// What must survive a restart.
struct Stable {
  Term term = 0;
  std::optional<sim::NodeId> vote;
  Log log;
};
struct Recovered {
  Stable saved;
};

// How far that went which a node had saved and cannot read any more.
struct Extent {
  Term term = 0;
  Index last = 0;  // the end of its log
  Term last_term = 0;
};

// Actions.
//
// Before anything that comes after it: write term and vote, and the log from `first` on. While a
// node is being restored there is none; the first one after it has all.
struct Persist {
  Term term = 0;
  std::optional<sim::NodeId> vote;
  Index first = 0;  // the log up to here is as it was
  std::vector<Entry> entries;
};
BOOST_DESCRIBE_STRUCT(Persist, (), (term, vote, first, entries))
struct Send {
  sim::NodeId to;
  Message message;
};
// Replaces the timer; due after `least` and a random part of `spread`.
struct SetTimer {
  sim::Duration least;
  sim::Duration spread;
};
// The entry is committed. With a ticket, who proposed it here waits for the outcome.
struct Apply {
  Index index = 0;
  Command command;
  std::optional<Ticket> ticket;
};
// The proposal is in no log: this node does not lead.
struct Refuse {
  Ticket ticket = 0;
};
// The proposal is in a log, but this node leads no more: it may be committed or not.
struct Abandon {
  Ticket ticket = 0;
};
using Action = std::variant<Persist, Send, SetTimer, Apply, Refuse, Abandon>;

// Roles.
struct Follower {
  std::optional<sim::NodeId> leader;  // of this term, once it has been heard
};
struct Candidate {
  std::set<sim::NodeId> votes;
};
struct Leader {
  std::set<sim::NodeId> votes;  // that it was elected by
  // How a follower's log is fed.
  enum class Pace : std::uint8_t { probe, stream };  // probe: one message, then wait
  struct Progress {
    Index next = 0;   // what it is sent next
    Index match = 0;  // up to here its log equals ours
    Pace pace = Pace::probe;
  };
  std::map<sim::NodeId, Progress> followers;
  std::map<Index, Ticket> proposals;
};
using Role = std::variant<Follower, Candidate, Leader>;

class Raft {
 public:
  static constexpr sim::Duration kHeartbeat = std::chrono::milliseconds(100);
  // Drawn from once to twice this. Doubled for each election in a row of which this node got votes
  // too late, so that they have the time to come back however slow the network is. One that nobody
  // answers doubles nothing: whoever was cut off for long is soon back.
  static constexpr sim::Duration kElection = std::chrono::milliseconds(500);
  static constexpr std::uint32_t kMostDoublings = 5;
  static constexpr std::size_t kMostEntries = 64;  // in one message

  // `cluster` holds all nodes, this one included.
  Raft(sim::NodeId self, std::vector<sim::NodeId> cluster, Stable saved = {});
  Raft(const Raft&) = delete;
  Raft& operator=(const Raft&) = delete;
  virtual ~Raft() = default;

  // To be called before start(), instead of giving it to the constructor.
  void load(Stable saved) { stable_ = std::move(saved); }
  // It has saved something, so far, and cannot read it: it has to be restored.
  void restore(const Extent& lost);

  // To be done before the first event.
  std::vector<Action> start();
  std::vector<Action> step(const Event& event);

  sim::NodeId self() const { return self_; }
  Term term() const { return stable_.term; }
  // Whom it has given its vote in that term.
  const std::optional<sim::NodeId>& vote() const { return stable_.vote; }
  const Role& role() const { return role_; }
  const Log& log() const { return stable_.log; }
  Index commit() const { return commit_; }
  // Up to here the host was told to apply the log.
  Index applied() const { return applied_; }
  bool leads() const { return std::holds_alternative<Leader>(role_); }
  bool is_being_restored() const { return lost_.has_value(); }
  // Who leads in this term, as far as this node knows.
  std::optional<sim::NodeId> leader() const;

 protected:
  // A message of that term has come: a newer one begins here, without a vote.
  virtual void meet(Term seen);
  // On how many nodes is our entry known to be, this one included? REQUIRES: leads().
  virtual std::size_t replicas(Index index) const;

  void forget_vote() { stable_.vote.reset(); }

 private:
  void handle(const TimedOut& event);
  void handle(const Received& event);
  void handle(const Proposal& event);
  void handle(const Recovered& event);
  void handle(sim::NodeId from, const RequestVote& m);
  void handle(sim::NodeId from, const Vote& m);
  void handle(sim::NodeId from, const AppendEntries& m);
  void handle(sim::NodeId from, const Appended& m);
  void handle(sim::NodeId from, const Mismatched& m);
  void handle(sim::NodeId from, const Restoring& m);

  // Takes the leader's entries, saving nothing, until it has what it needs to take part again.
  void restore_from(sim::NodeId leader, const AppendEntries& m);
  bool is_restored() const;
  void stand_for_election();
  void lead();
  void follow(std::optional<sim::NodeId> leader);
  void append(std::optional<Command> command);
  void feed(sim::NodeId follower, Leader::Progress& progress);
  void advance_commit();
  void apply();
  void await_leader();
  void send(sim::NodeId to, Message message) {
    actions_.emplace_back(Send{to, std::move(message)});
  }
  void changed_from(Index index);
  bool is_majority(std::size_t count) const { return count * 2 > cluster_.size(); }

  sim::NodeId self_;
  std::vector<sim::NodeId> cluster_;
  Stable stable_;
  Role role_ = Follower{};
  Index commit_ = 0;
  Index applied_ = 0;
  std::uint32_t late_elections_ = 0;  // in a row
  bool was_answered_late_ = false;    // since it stood for election
  std::optional<Extent> lost_;        // it is being restored
  std::vector<Action> actions_;       // of the event that is being handled
  std::optional<Index> unsaved_;      // the log has changed from here on
};

}  // namespace eddy::nodes::raft
