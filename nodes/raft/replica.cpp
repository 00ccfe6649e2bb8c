#include "nodes/raft/replica.h"

#include <utility>

#include "base/overloaded.h"
#include "nodes/durable/epoch.h"
#include "nodes/raft/saved.h"
#include "nodes/shown.h"

namespace eddy::nodes::raft {

using sim::Error;
using sim::ErrorCode;

namespace {

constexpr std::string_view kStepsDown = "raft: leader steps down with uncommitted entries";
constexpr std::string_view kTorn = "raft: torn tail dropped";
constexpr std::string_view kFoundRot = "raft: found rot";
constexpr std::string_view kRestored = "raft: restored from others";

std::string_view name_of(const Role& role) {
  return std::visit(
      Overloaded{[](const Follower& /*role*/) -> std::string_view { return "follower"; },
                 [](const Candidate& /*role*/) -> std::string_view { return "candidate"; },
                 [](const Leader& /*role*/) -> std::string_view { return "leader"; }},
      role);
}

}  // namespace

Replica::Replica(sim::Host& host)
    : Replica(host, std::make_unique<Raft>(host.id(), host.nodes())) {}

Replica::Replica(sim::Host& host, std::unique_ptr<Raft> core)
    : Replica(host, std::move(core), std::make_unique<durable::Journal>(host)) {}

Replica::Replica(sim::Host& host, std::unique_ptr<Raft> core,
                 std::unique_ptr<durable::Journal> journal)
    : Node(host), core_(std::move(core)), journal_(std::move(journal)) {
  on(&Replica::init);
  on(&Replica::forward);
  on(&Replica::received<RequestVote>);
  on(&Replica::received<Vote>);
  on(&Replica::received<AppendEntries>);
  on(&Replica::received<Appended>);
  on(&Replica::received<Mismatched>);
  on(&Replica::received<Restoring>);
  journal_->when_synced([this] { carry_out_safe(); });
  spawn([this] { return open(); });
}

bool Replica::is_settled() const {
  return has_core_started_ && !core_->is_being_restored() &&
         journal_->synced() == journal_->appended();
}

std::optional<std::string> Replica::abstract() const {
  if (!has_core_started_) return "has not started";
  std::string text(name_of(core_->role()));
  if (core_->log().last() > core_->commit()) text += ", has uncommitted entries";
  if (core_->is_being_restored()) text += ", rotten";
  return text;
}

Index Replica::last_applied() const {
  for (const Held& held : held_) {
    if (const auto* apply = std::get_if<Apply>(&held.action)) return apply->index - 1;
  }
  return core_->applied();
}

std::optional<boost::json::value> Replica::state() const {
  if (!has_core_started_) return std::nullopt;
  boost::json::object shown{{"role", name_of(core_->role())},
                            {"term", core_->term()},
                            {"log", core_->log().last()},
                            {"commit", core_->commit()},
                            {"applied", last_applied()}};
  if (core_->vote()) shown["vote"] = core_->vote()->name();
  if (const auto* leader = std::get_if<Leader>(&core_->role())) {
    shown["match"] =
        shown_map(leader->followers, [](const Leader::Progress& one) { return one.match; });
  }
  journal_->show(shown);
  if (core_->is_being_restored()) shown["rotten"] = true;
  show_applied(shown);
  return shown;
}

sim::Task<sim::Result<sim::InitOk>> Replica::init(const sim::Init& /*m*/) {
  bool is_ready = false;
  while (!is_ready) is_ready = co_await until([this] { return is_open_; }, kOpening);
  co_return sim::InitOk{};
}

sim::Task<void> Replica::open() {
  for (const std::string_view label : {kStepsDown, kTorn, kFoundRot, kRestored})
    sometimes(label, false);
  auto counting = durable::next_epoch(host());
  const std::uint64_t epoch = co_await counting;
  last_serial_ = durable::first_number_of(epoch);
  for (;;) {
    auto opening = journal_->open();
    const durable::Reading found = co_await opening;
    begin(found);
    is_open_ = true;
    if (has_core_started_ && !core_->is_being_restored()) co_return;
    co_await sleep(kBetweenReadings);
    if (has_core_started_ && !core_->is_being_restored()) co_return;
  }
}

void Replica::begin(const durable::Reading& found) {
  using State = durable::Reading::State;
  if (found.is_torn) reachable(kTorn);
  if (found.state != State::whole && !is_open_) {
    reachable(kFoundRot);
    host().log("what it had synced is rotten{}",
               found.state == State::rotten ? "" : ", and so is the mark of how far that went");
  }
  if (found.state == State::unreadable) return;
  if (has_core_started_) {
    if (found.state != State::whole || !core_->is_being_restored()) return;
    host().log("what was rotten can be read again");
    is_rotten_ = false;
    step(Recovered{restored(found.records)});
    return;
  }
  if (found.state == State::whole) {
    core_->load(restored(found.records));
  } else {
    is_rotten_ = true;
    core_->restore(extent_of(found.last.note));
  }
  has_core_started_ = true;
  first_term_ = core_->term();
  started_with(core_->log());
  carry_out(core_->start());
}

sim::Task<sim::Result<Forwarded>> Replica::forward(const Forward& m) {
  const Command& command = m.command;
  if (!core_->leads() || core_->term() != m.term) {
    if (!has_core_started_ || m.term <= first_term_ ||
        proposed_.outcome(command.origin, command.serial) != nullptr)
      co_return Error{ErrorCode::timeout, "a copy of it may have been proposed in that term"};
    co_return Error{ErrorCode::temporarily_unavailable, "not the leader of that term"};
  }
  proposed_.open(command.origin, command.serial, command.oldest);
  proposed_.settle(command.origin, command.serial, {});
  auto task = propose(command);
  Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return Forwarded{std::move(*outcome)};
}

Command Replica::command(std::string f, const boost::json::value& key) {
  Command command;
  command.f = std::move(f);
  command.key = key;
  return command;
}

sim::Task<Replica::Outcome> Replica::submit(Command command) {
  if (!is_open_) co_await until([this] { return is_open_; }, kOpening);
  if (!is_open_) co_return Error{ErrorCode::temporarily_unavailable, "the disk fails"};
  command.origin = id();
  command.serial = ++last_serial_;
  unanswered_.insert(command.serial);
  command.oldest = *unanswered_.begin();
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
  step(Proposal{ticket, command});
  co_await until([&slot] { return slot.has_value(); }, kCommitment);
  Outcome outcome = slot ? std::move(*slot) : Error{ErrorCode::timeout, "not committed in time"};
  proposals_.erase(ticket);
  co_return outcome;
}

void Replica::step(const Event& event) {
  const bool led = core_->leads();
  std::vector<Action> actions = core_->step(event);
  if (led && !core_->leads()) sometimes(kStepsDown, core_->log().last() > core_->commit());
  carry_out(std::move(actions));
}

void Replica::carry_out(std::vector<Action> actions) {
  for (Action& action : actions) {
    if (const auto* persist = std::get_if<Persist>(&action)) {
      save(*persist);
    } else if (std::holds_alternative<SetTimer>(action) ||
               (held_.empty() && needed_ <= journal_->synced())) {
      carry_out(action);
    } else {
      held_.push_back({needed_, std::move(action)});
    }
  }
}

void Replica::save(const Persist& persist) {
  const Log& log = core_->log();
  const durable::Note note = note_of({persist.term, log.last(), log.last_term()});
  if (std::exchange(is_rotten_, false)) {
    reachable(kRestored);
    host().log("has from others what was rotten");
    journal_->begin_anew(encoded(persist), note);
  } else {
    journal_->append(encoded(persist), note);
  }
  if (waits_for(persist)) needed_ = journal_->appended();
}

void Replica::carry_out_safe() {
  while (!held_.empty() && held_.front().records <= journal_->synced()) {
    const Action action = std::move(held_.front().action);
    held_.pop_front();
    carry_out(action);
  }
}

void Replica::carry_out(const Action& action) {
  std::visit(
      Overloaded{
          [](const Persist& /*action*/) {},  // save() has done it
          [this](const Send& sent) {
            std::visit([&](const auto& message) { send(sent.to, message); }, sent.message);
          },
          [this](const SetTimer& timer) {
            const auto spread = static_cast<std::uint64_t>(timer.spread.count());
            const auto extra = spread == 0 ? 0 : random().below(spread);
            set_timer(timer.least + sim::Duration(static_cast<sim::Duration::rep>(extra)));
          },
          [this](const Apply& apply) {
            Outcome outcome = state_.apply(apply.command);
            if (apply.ticket) settle(*apply.ticket, std::move(outcome));
          },
          [this](const Refuse& refused) {
            settle(refused.ticket, Error{ErrorCode::temporarily_unavailable, "not the leader"});
          },
          [this](const Abandon& abandoned) {
            settle(abandoned.ticket,
                   Error{ErrorCode::timeout, "lost the lead before it was committed"});
          }},
      action);
}

void Replica::settle(Ticket ticket, Outcome outcome) {
  const auto waiting = proposals_.find(ticket);
  if (waiting != proposals_.end()) waiting->second = std::move(outcome);
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
    step(TimedOut{});
  }
}

}  // namespace eddy::nodes::raft
