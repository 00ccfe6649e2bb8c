// A node of a key-value store that is replicated by Raft, whatever its clients see of it. The thin
// shell around the core: it carries out the core's actions, and brings each command to the leader.
//
// Who leads proposes the command; who knows the leader forwards it, again and again while no answer
// comes: the state machine carries out each once. Who knows no leader answers
// temporarily-unavailable. That is said only if no copy of the command can be in any log, else the
// outcome is not known, and the error says so.
//
// What the core wants persisted goes into a journal, and what comes after it is done when that is
// safe: all in its order, but for timers, which are set at once. A node that comes back
//
//   * reads its journal, takes term, vote and log from it, and applies the log anew as it learns
//     what is committed;
//   * gives its own clients' commands numbers that none of its lives has used: so a command of an
//     earlier life is still carried out once at most;
//   * if the journal is rotten, says so and is restored by the others (nodes/raft/raft.h), then
//     begins its journal anew. Now and then it reads the old one again: rot may pass.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/init.h"
#include "nodes/durable/journal.h"
#include "nodes/raft/kv_state.h"
#include "nodes/raft/raft.h"
#include "nodes/sessions.h"

namespace eddy::nodes::raft {

struct Forwarded {
  static constexpr std::string_view type = "forwarded";
  boost::json::value value;  // of a read
};
BOOST_DESCRIBE_STRUCT(Forwarded, (), (value))

// A request for the leader of that term. Who leads in another refuses it, and will for ever: so a
// refusal holds for copies, too, that are still on their way. It is not refused where a copy has
// come before: that one may have been proposed.
struct Forward {
  static constexpr std::string_view type = "forward";
  using Reply = Forwarded;
  Term term = 0;
  Command command;
};
BOOST_DESCRIBE_STRUCT(Forward, (), (term, command))

class Replica : public sim::Node {
 public:
  // Of a node that has read its journal.
  const Raft& core() const { return *core_; }
  // Is all that the core has on the disk?
  bool is_settled() const;

  std::optional<std::string> abstract() const override;
  std::optional<boost::json::value> state() const override;

 protected:
  using Outcome = sim::Result<boost::json::value>;

  explicit Replica(sim::Host& host);
  // Of a core, or a journal, of another making.
  Replica(sim::Host& host, std::unique_ptr<Raft> core);
  Replica(sim::Host& host, std::unique_ptr<Raft> core, std::unique_ptr<durable::Journal> journal);

  // A command of that function ("read", "write", "cas") and key; to be submitted.
  static Command command(std::string f, const boost::json::value& key);
  // Gives it a name, brings it to the leader and waits for its outcome: what KvState::apply says.
  sim::Task<Outcome> submit(Command command);

  // What this node has applied.
  const KvState& applied() const { return state_; }
  // The same, for state().
  virtual void show_applied(boost::json::object& state) const { state["kv"] = applied().shown(); }

 private:
  static constexpr int kTries = 8;
  static constexpr sim::Duration kPatience = std::chrono::milliseconds(800);  // for one forward
  static constexpr sim::Duration kCommitment = std::chrono::seconds(5);       // for one proposal
  static constexpr sim::Duration kBetweenTries = std::chrono::milliseconds(50);
  static constexpr sim::Duration kBetweenReadings = std::chrono::milliseconds(500);
  static constexpr sim::Duration kOpening = std::chrono::seconds(5);  // what clients wait for it

  // Must what comes after it wait until it is safe? It must.
  virtual bool waits_for(const Persist& /*persist*/) const { return true; }
  // The core starts with that log.
  virtual void started_with(const Log& /*log*/) {}

  sim::Task<sim::Result<sim::InitOk>> init(const sim::Init& m);
  sim::Task<sim::Result<Forwarded>> forward(const Forward& m);

  // What a node may answer without asking anybody: nothing.
  virtual std::optional<Outcome> answer_alone(const Command& /*command*/) const { return {}; }

  sim::Task<Outcome> bring_to_leader(const Command& command);
  sim::Task<Outcome> propose(const Command& command);

  template <class M>
  void received(const M& m, sim::NodeId from) {
    if (!has_core_started_) return;
    // Made in place: g++ 12 takes a move of it for one of uninitialized memory.
    const Event event(std::in_place_type<Received>, from, m);
    step(event);
  }
  // Reads the journal, again and again if it is rotten.
  sim::Task<void> open();
  void begin(const durable::Reading& found);
  void step(const Event& event);
  void carry_out(std::vector<Action> actions);
  void save(const Persist& persist);
  void carry_out_safe();
  void carry_out(const Action& action);
  // Up to here the log is carried out. Of what the core has handed out some may be held.
  Index last_applied() const;
  void settle(Ticket ticket, Outcome outcome);
  void set_timer(sim::Duration due);
  void timer_fired(sim::Time at);

  // An action that waits until so many records are safe.
  struct Held {
    std::uint64_t records;
    Action action;
  };

  std::unique_ptr<Raft> core_;
  std::unique_ptr<durable::Journal> journal_;
  bool is_open_ = false;           // it was read for the first time, rotten or not
  bool has_core_started_ = false;  // with what was read, or to be restored
  bool is_rotten_ = false;         // what is in the journal is of no use
  std::uint64_t needed_ = 0;       // records that must be safe before the next action
  std::deque<Held> held_;          // in their order
  KvState state_;
  sim::Time deadline_;              // when the core's timer is due
  std::optional<sim::Time> alarm_;  // when timer_fired() runs next; not later
  Term first_term_ = 0;             // of this life: in it, and before, an earlier one may have led
  Sessions<std::monostate> proposed_;  // the forwards that were
  Ticket last_ticket_ = 0;
  std::map<Ticket, std::optional<Outcome>> proposals_;  // with those that have an outcome
  std::uint64_t last_serial_ = 0;
  std::set<std::uint64_t> unanswered_;  // serials of our own clients' commands
};

}  // namespace eddy::nodes::raft
