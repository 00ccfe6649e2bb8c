// lin-kv-raft: a linearizable key-value store replicated by Raft. The thin shell around the core:
// it carries out the core's actions, and brings each request of a client to the leader.
//
// Who leads proposes the request; who knows the leader forwards it, again and again while no answer
// comes: the state machine carries out each once. Who knows no leader answers
// temporarily-unavailable. That is said only if no copy of the request can be in any log, else the
// outcome is not known, and the error says so. Nodes keep no disk, for in a simulation they do not
// come back from a crash.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "nodes/raft/kv_state.h"
#include "nodes/raft/raft.h"
#include "sim/node.h"
#include "sim/protocol/lin_kv.h"

namespace eddy::nodes {

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
  raft::Term term = 0;
  raft::Command command;
};
BOOST_DESCRIBE_STRUCT(Forward, (), (term, command))

class LinKvRaft : public sim::Node {
 public:
  explicit LinKvRaft(sim::Host& host);

  const raft::Raft& core() const { return *core_; }

 protected:
  using Outcome = sim::Result<boost::json::value>;

  LinKvRaft(sim::Host& host, std::unique_ptr<raft::Raft> core);

  const raft::KvState& state() const { return state_; }

 private:
  static constexpr int kTries = 8;
  static constexpr sim::Duration kPatience = std::chrono::milliseconds(500);  // for one forward
  static constexpr sim::Duration kCommitment = std::chrono::seconds(5);       // for one proposal
  static constexpr sim::Duration kBetweenTries = std::chrono::milliseconds(50);

  sim::Task<sim::Result<sim::lin_kv::ReadOk>> read(const sim::lin_kv::Read& m);
  sim::Task<sim::Result<sim::lin_kv::WriteOk>> write(const sim::lin_kv::Write& m);
  sim::Task<sim::Result<sim::lin_kv::CasOk>> cas(const sim::lin_kv::Cas& m);
  sim::Task<sim::Result<Forwarded>> forward(const Forward& m);

  // What a node may answer without asking anybody: nothing.
  virtual std::optional<Outcome> answer_alone(const raft::Command& /*command*/) const { return {}; }

  raft::Command command(std::string f, const boost::json::value& key);
  sim::Task<Outcome> submit(const raft::Command& command);
  sim::Task<Outcome> bring_to_leader(const raft::Command& command);
  sim::Task<Outcome> propose(const raft::Command& command);

  template <class M>
  void received(const M& m, sim::NodeId from) {
    // Made in place: g++ 12 takes a move of it for one of uninitialized memory.
    const raft::Event event(std::in_place_type<raft::Received>, from, m);
    carry_out(core_->step(event));
  }
  void carry_out(const std::vector<raft::Action>& actions);
  void set_timer(sim::Duration due);
  void timer_fired();

  std::unique_ptr<raft::Raft> core_;
  raft::KvState state_;
  sim::Time deadline_;              // when the core's timer is due
  std::optional<sim::Time> alarm_;  // when timer_fired() runs next; not later
  raft::Ticket last_ticket_ = 0;
  std::map<raft::Ticket, std::optional<Outcome>> proposals_;  // with those that have an outcome
  std::uint64_t last_serial_ = 0;
  std::set<std::uint64_t> unanswered_;  // serials of our own clients' commands
};

}  // namespace eddy::nodes
