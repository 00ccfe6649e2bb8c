#include "nodes/raft/replica.h"

#include <utility>

#include "base/overloaded.h"

namespace eddy::nodes::raft {

using sim::Error;
using sim::ErrorCode;

Replica::Replica(sim::Host& host)
    : Replica(host, std::make_unique<Raft>(host.id(), host.nodes())) {}

Replica::Replica(sim::Host& host, std::unique_ptr<Raft> core) : Node(host), core_(std::move(core)) {
  on(&Replica::forward);
  on(&Replica::received<RequestVote>);
  on(&Replica::received<Vote>);
  on(&Replica::received<AppendEntries>);
  on(&Replica::received<Appended>);
  on(&Replica::received<Mismatched>);
  carry_out(core_->start());
}

sim::Task<sim::Result<Forwarded>> Replica::forward(const Forward& m) {
  if (!core_->leads() || core_->term() != m.term) {
    co_return Error{ErrorCode::temporarily_unavailable, "not the leader of that term"};
  }
  auto task = propose(m.command);
  Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return Forwarded{std::move(*outcome)};
}

Command Replica::command(std::string f, const boost::json::value& key) {
  Command command;
  command.origin = id();
  command.serial = ++last_serial_;
  unanswered_.insert(command.serial);
  command.oldest = *unanswered_.begin();
  command.f = std::move(f);
  command.key = key;
  return command;
}

sim::Task<Replica::Outcome> Replica::submit(const Command& command) {
  std::optional<Outcome> alone = answer_alone(command);
  if (alone) {
    unanswered_.erase(command.serial);
    co_return std::move(*alone);
  }
  auto task = bring_to_leader(command);
  Outcome outcome = co_await task;
  unanswered_.erase(command.serial);
  co_return outcome;
}

sim::Task<Replica::Outcome> Replica::bring_to_leader(const Command& command) {
  Error error{ErrorCode::temporarily_unavailable, "no leader is known"};
  for (int tries = 0; tries < kTries; ++tries) {
    const auto leader = core_->leader();
    if (leader == id()) {
      auto task = propose(command);
      Outcome outcome = co_await task;
      if (outcome || is_definite(outcome.error().code)) co_return outcome;
      error = std::move(outcome).error();
    } else if (leader) {
      const Forward forward{core_->term(), command};
      auto reply = co_await rpc(*leader, forward, kPatience);
      if (reply) co_return std::move(reply->value);
      const bool is_refused = reply.error().code == ErrorCode::temporarily_unavailable;
      if (is_definite(reply.error().code) && !is_refused) co_return reply.error();
      if (!is_refused) error = std::move(reply).error();
    } else if (is_definite(error.code)) {
      break;
    }
    co_await sleep(kBetweenTries);
  }
  co_return error;
}

sim::Task<Replica::Outcome> Replica::propose(const Command& command) {
  const Ticket ticket = ++last_ticket_;
  std::optional<Outcome>& slot = proposals_[ticket];
  carry_out(core_->step(Proposal{ticket, command}));
  co_await until([&slot] { return slot.has_value(); }, kCommitment);
  Outcome outcome = slot ? std::move(*slot) : Error{ErrorCode::timeout, "not committed in time"};
  proposals_.erase(ticket);
  co_return outcome;
}

void Replica::carry_out(const std::vector<Action>& actions) {
  const auto settle = [this](Ticket ticket, Outcome outcome) {
    const auto waiting = proposals_.find(ticket);
    if (waiting != proposals_.end()) waiting->second = std::move(outcome);
  };
  const Overloaded carry{
      [](const Persist& /*action*/) {},  // nodes do not come back, so nothing is kept for it
      [this](const Send& sent) {
        std::visit([&](const auto& message) { send(sent.to, message); }, sent.message);
      },
      [this](const SetTimer& timer) {
        const auto spread = static_cast<std::uint64_t>(timer.spread.count());
        const auto extra = spread == 0 ? 0 : random().below(spread);
        set_timer(timer.least + sim::Duration(static_cast<sim::Duration::rep>(extra)));
      },
      [&](const Apply& apply) {
        Outcome outcome = state_.apply(apply.command);
        if (apply.ticket) settle(*apply.ticket, std::move(outcome));
      },
      [&](const Refuse& refused) {
        settle(refused.ticket, Error{ErrorCode::temporarily_unavailable, "not the leader"});
      },
      [&](const Abandon& abandoned) {
        settle(abandoned.ticket,
               Error{ErrorCode::timeout, "lost the lead before it was committed"});
      }};
  for (const Action& action : actions) std::visit(carry, action);
}

void Replica::set_timer(sim::Duration due) {
  deadline_ = now() + due;
  if (alarm_ && *alarm_ <= deadline_) return;  // sees then that it is too early
  alarm_ = deadline_;
  after(due, [this, at = deadline_] { timer_fired(at); });
}

// By a clock that is fast it fires too early.
void Replica::timer_fired(sim::Time at) {
  if (alarm_ != at) return;  // an earlier one has replaced it
  alarm_.reset();
  if (now() < deadline_) {
    set_timer(deadline_ - now());
  } else {
    carry_out(core_->step(TimedOut{}));
  }
}

}  // namespace eddy::nodes::raft
