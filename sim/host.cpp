#include "eddy/sim/host.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "base/overloaded.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/raw_body.h"

namespace eddy::sim {

class Host::Later final : public OwnTimer {
 public:
  using OwnTimer::OwnTimer;

 private:
  void fire() override {
    const auto action = std::move(action_);
    host()->life().timers.erase(place_);  // and with it this timer
    action();
  }
};

class Host::Periodic final : public OwnTimer {
 public:
  Periodic(Host& host, Duration period, std::function<void()> action)
      : OwnTimer(host, std::move(action)), period_(period) {}

 private:
  void fire() override {
    host()->arm(*this, period_);
    action_();
  }
  Duration period_;
};

Host::Host(Runtime& runtime, NodeId id, const ProgramFactory* factory)
    : runtime_(runtime), id_(id), factory_(factory) {
  live();
  if (factory == nullptr) lifecycle_ = Up{};
}

Host::~Host() {
  if (incarnation_) incarnation_->end();
}

void Host::live() { incarnation_.emplace(runtime_.seed(), id_, number_, next_msg_id_); }

const std::string* Host::failure() const {
  const auto* failed = std::get_if<Failed>(&lifecycle_);
  return failed == nullptr ? nullptr : failed->text.get();
}

BodyPtr Host::written(std::string_view type, RawBody body) {
  return runtime_.pool().written(type, std::move(body));
}

void Host::call_after(Duration delay, std::function<void()> action) {
  own(std::make_unique<Later>(*this, std::move(action)), delay);
}

void Host::call_every(Duration period, std::function<void()> action) {
  if (period.count() <= 0) throw std::invalid_argument("every: the period must be positive");
  own(std::make_unique<Periodic>(*this, period, std::move(action)), period);
}

void Host::own(std::unique_ptr<OwnTimer> timer, Duration due_after) {
  auto& timers = life().timers;
  OwnTimer& armed = *timers.emplace_back(std::move(timer));
  armed.place_ = std::prev(timers.end());
  arm(armed, due_after);
}

void Host::spawn(Task<void> task) {
  if (task.borrows()) {
    throw std::logic_error(
        "a spawned coroutine takes a parameter by reference, or is a lambda that has been called: "
        "what it uses may end before it does; take parameters by value, and spawn the lambda "
        "itself: spawn([this] () -> Task<void> { … })");
  }
  constexpr auto kRun = [](Task<void> owned) -> Root { co_await owned; };
  start(kRun(std::move(task)));
}

void Host::start(Root root) {
  if (!incarnation_) {
    Roots::discard(root);
  } else if (busy_) {
    incarnation_->roots.start(root);
  } else {
    enter([&] { incarnation_->roots.start(root); });
  }
}

void Host::make_program() { incarnation_->program = (*factory_)(*this); }

void Host::start_program() {
  if (factory_ == nullptr || !std::holds_alternative<NotStarted>(lifecycle_)) return;
  enter([&] {
    make_program();
    come_up();
  });
}

void Host::look_for_answer(NodeId to, std::uint64_t in_reply_to) {
  const auto& starting = std::get<Starting>(lifecycle_);
  if (in_reply_to == starting.msg_id && to == starting.asked_by) come_up();
}

// What has waited comes now.
void Host::come_up() {
  std::vector<HeldMail> waited = take_waiting();
  lifecycle_ = Up{};
  for (HeldMail& mail : waited) runtime_.deliver_now(std::move(mail));
}

void Host::deliver(Envelope&& envelope, std::uint64_t event_key) {
  guarded(event_key, [&] { dispatch(envelope); });
}

void Host::fire(Timer& timer, std::uint64_t event_key) {
  guarded(event_key, [&] { timer.fire(); });
}

// What comes from outside is an event of its own, as far as draws go.
template <class Act>
void Host::enter(Act act) {
  ensure(!std::holds_alternative<Paused>(lifecycle_), "a paused node does nothing");
  constexpr std::uint64_t kFromOutside = 0x6f757473696465U;
  const auto now = static_cast<std::uint64_t>(nanoseconds(runtime_.now()));
  guarded(mix(mix(kFromOutside, now), instant_.next(instant_.entered, runtime_.now())), act);
}

template <class Act>
void Host::guarded(std::uint64_t event_key, Act act) {
  ensure(!busy_, "a host handles one event at a time");
  std::exception_ptr failure;
  busy_ = true;
  incarnation_->handle(event_key);
  try {
    act();
    failure = incarnation_->roots.take_failure();
    if (!failure && cutoff_ != Cutoff::dead) {
      for (Waiting* waiting : incarnation_->waiting) waiting->look();
      for (const auto& [name, breach] : incarnation_->invariants) {
        if (const auto text = breach()) runtime_.broken(id_, name, *text);
      }
    }
  } catch (...) {
    failure = std::current_exception();
  }
  busy_ = false;
  // One that is killed within the event can do nothing wrong after that.
  if (failure && cutoff_ != Cutoff::dead) fail(std::move(failure));
}

void Host::dispatch(Envelope& envelope) {
  if (envelope.in_reply_to != 0) {
    if (PendingRpc* call = incarnation_->pending.take(envelope.in_reply_to)) {
      call->complete(std::move(envelope.body));
      return;
    }
  }
  const bool starts =
      !incarnation_->program && factory_ != nullptr && envelope.body->type().name == Init::type;
  if (starts) {
    make_program();
    lifecycle_ = Starting{envelope.src, envelope.msg_id,
                          std::move(std::get<NotStarted>(lifecycle_).backlog)};
  }
  if (incarnation_->program) incarnation_->program->receive(envelope);
  // Nobody waits for an answer.
  if (starts && envelope.msg_id == 0) come_up();
}

void Host::fail(std::exception_ptr failure) {
  std::string text = "an exception of unknown type";
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const RunStopped&) {
    return;
  } catch (const std::exception& e) {
    text = e.what();
  } catch (...) {
  }
  incarnation_->end();
  incarnation_.reset();
  cutoff_ = Cutoff::none;
  outgoing_.clear();
  std::vector<HeldMail> waited = take_waiting();
  lifecycle_ = Failed{std::make_unique<std::string>(text)};
  runtime_.failed(id_, number_, text);
  for (HeldMail& mail : waited) runtime_.deliver_now(std::move(mail));  // to be lost
}

std::vector<HeldMail> Host::take_waiting() {
  std::vector<HeldMail> waited;
  const auto take = [&waited](Backlog& backlog) {
    if (backlog) waited = std::move(*backlog);
  };
  const Overloaded take_backlog{[&](NotStarted& waiting) { take(waiting.backlog); },
                                [&](Starting& starting) { take(starting.backlog); },
                                [](Up& /*nothing waits*/) {}};
  std::visit(Overloaded{[&](Paused& paused) {
                          std::visit(take_backlog, paused.held->before);
                          for (auto& mail : paused.held->mail) waited.push_back(std::move(mail));
                        },
                        [&](Down& down) { take(down.backlog); }, [](Failed& /*nothing waits*/) {},
                        [&](auto& running) { take_backlog(running); }},
             lifecycle_);
  return waited;
}

void Host::pause() {
  ensure(!busy_, "a node is paused between events");
  Paused paused;
  const bool is_running = std::visit(Overloaded{[](Paused& /*already*/) { return false; },
                                                [](Down& /*nothing runs*/) { return false; },
                                                [](Failed& /*nothing runs*/) { return false; },
                                                [&](auto& running) {
                                                  paused.held->before = std::move(running);
                                                  return true;
                                                }},
                                     lifecycle_);
  cutoff_ = Cutoff::none;
  if (!is_running) return;
  paused.held->outgoing = std::exchange(outgoing_, {});
  lifecycle_ = std::move(paused);
  if (program() != nullptr) program()->was_paused();
}

Paused Host::resume() {
  ensure(std::holds_alternative<Paused>(lifecycle_), "only a paused node is resumed");
  Paused paused = std::move(std::get<Paused>(lifecycle_));
  std::visit([&](auto& before) { lifecycle_ = std::move(before); }, paused.held->before);
  if (program() != nullptr) program()->was_resumed();
  return paused;
}

std::vector<HeldMail> Host::kill(std::size_t most_kept) {
  ensure(!busy_, "a node is killed between events");
  cutoff_ = Cutoff::none;
  outgoing_.clear();
  if (!incarnation_) return {};
  incarnation_->end();
  next_msg_id_ = incarnation_->pending.next_id();
  incarnation_.reset();
  if (disk_) disk_->crash();
  std::vector<HeldMail> waited = take_waiting();
  lifecycle_ = Down{most_kept, nullptr};
  return waited;
}

void Host::restart() {
  ensure(std::holds_alternative<Down>(lifecycle_), "only a node that is down is restarted");
  auto [most_kept, backlog] = std::move(std::get<Down>(lifecycle_));
  ++number_;
  live();
  lifecycle_ = NotStarted{most_kept, std::move(backlog)};
  if (factory_ == nullptr) come_up();
}

bool Host::keep(HeldMail& mail) {
  const auto keep = [&mail](Backlog& backlog, std::size_t most) {
    if (!backlog) backlog = std::make_unique<std::vector<HeldMail>>();
    if (backlog->size() >= most) return false;
    backlog->push_back(std::move(mail));
    return true;
  };
  return std::visit(
      Overloaded{[&](NotStarted& waiting) { return keep(waiting.backlog, waiting.most_kept); },
                 [&](Starting& starting) {
                   return keep(starting.backlog, std::numeric_limits<std::size_t>::max());
                 },
                 [&](Down& down) { return keep(down.backlog, down.most_kept); },
                 [](auto& /*takes it otherwise*/) {
                   ensure(false, "only a host that is not there yet keeps mail");
                   return false;
                 }},
      lifecycle_);
}

void Host::skew_clock(FaultId id, const Skew& skew) {
  if (!clock_) clock_ = std::make_unique<Clock>();
  clock_->skew(id, now(), skew);
  if (program() != nullptr) program()->clock_was_set();
}

void Host::set_clock_right(FaultId id) {
  if (!clock_) return;
  clock_->heal(id, now());
  if (program() != nullptr) program()->clock_was_set();
}

void Host::park(HeldMail mail) {
  std::get<Paused>(lifecycle_).held->mail.push_back(std::move(mail));
}

void Host::park(Timer& timer, Time due, std::uint64_t sequence) {
  std::get<Paused>(lifecycle_).held->timers.arm(timer, due, sequence);
}

}  // namespace eddy::sim
