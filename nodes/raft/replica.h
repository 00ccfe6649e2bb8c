// A node of a key-value store that is replicated by Raft, whatever its clients see of it. The thin
// shell around the core: it carries out the core's actions, and brings each command to the leader.
//
// Who leads proposes the command; who knows the leader forwards it, again and again while no answer
// comes: the state machine carries out each once. Who knows no leader answers
// temporarily-unavailable. That is said only if no copy of the command can be in any log, else the
// outcome is not known, and the error says so. Nodes keep no disk: no fault of today makes one come
// back.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "eddy/sim/node.h"
#include "nodes/raft/kv_state.h"
#include "nodes/raft/raft.h"

namespace eddy::nodes::raft {

struct Forwarded {
  static constexpr std::string_view type = "forwarded";
  boost::json::value value;  // of a read
};
BOOST_DESCRIBE_STRUCT(Forwarded, (), (value))

// A request for the leader of that term. Who leads in another refuses it, and will for ever: so a
// refusal holds for copies, too, that are still on their way.
struct Forward {
  static constexpr std::string_view type = "forward";
  using Reply = Forwarded;
  Term term = 0;
  Command command;
};
BOOST_DESCRIBE_STRUCT(Forward, (), (term, command))

class Replica : public sim::Node {
 public:
  const Raft& core() const { return *core_; }

 protected:
  using Outcome = sim::Result<boost::json::value>;

  explicit Replica(sim::Host& host);
  // Of a core of another making.
  Replica(sim::Host& host, std::unique_ptr<Raft> core);

  // A command of our own, of that function ("read", "write", "cas") and key; to be submitted.
  Command command(std::string f, const boost::json::value& key);
  // Brings it to the leader and waits for its outcome: what KvState::apply says.
  sim::Task<Outcome> submit(const Command& command);

  // What this node has applied.
  const KvState& state() const { return state_; }

 private:
  static constexpr int kTries = 8;
  static constexpr sim::Duration kPatience = std::chrono::milliseconds(500);  // for one forward
  static constexpr sim::Duration kCommitment = std::chrono::seconds(5);       // for one proposal
  static constexpr sim::Duration kBetweenTries = std::chrono::milliseconds(50);

  sim::Task<sim::Result<Forwarded>> forward(const Forward& m);

  // What a node may answer without asking anybody: nothing.
  virtual std::optional<Outcome> answer_alone(const Command& /*command*/) const { return {}; }

  sim::Task<Outcome> bring_to_leader(const Command& command);
  sim::Task<Outcome> propose(const Command& command);

  template <class M>
  void received(const M& m, sim::NodeId from) {
    // Made in place: g++ 12 takes a move of it for one of uninitialized memory.
    const Event event(std::in_place_type<Received>, from, m);
    carry_out(core_->step(event));
  }
  void carry_out(const std::vector<Action>& actions);
  void set_timer(sim::Duration due);
  void timer_fired(sim::Time at);

  std::unique_ptr<Raft> core_;
  KvState state_;
  sim::Time deadline_;              // when the core's timer is due
  std::optional<sim::Time> alarm_;  // when timer_fired() runs next; not later
  Ticket last_ticket_ = 0;
  std::map<Ticket, std::optional<Outcome>> proposals_;  // with those that have an outcome
  std::uint64_t last_serial_ = 0;
  std::set<std::uint64_t> unanswered_;  // serials of our own clients' commands
};

}  // namespace eddy::nodes::raft
