#include "eddy/sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "eddy/sim/spread.h"
#include "sim/fatal_signal.h"

namespace eddy::sim {

class Simulation::Action final : public Timer {
 public:
  Action(Simulation& simulation, std::function<void()> act)
      : Timer(nullptr),
        simulation_(simulation),
        cause_(simulation.handling_),
        act_(std::move(act)) {}

 private:
  friend class Simulation;
  void fire() override {
    const auto act = std::move(act_);
    simulation_.handling_ = cause_;
    simulation_.actions_.erase(place_);  // and with it this action
    act();
  }

  Simulation& simulation_;
  EventNumber cause_;
  std::function<void()> act_;
  std::list<std::unique_ptr<Action>>::iterator place_;
};

Simulation::Simulation(const SimulationOptions& options)
    : Runtime(options.seed, options.timer_slack),
      limits_(options.limits),
      down_backlog_(options.down_backlog),
      chances_(options.chances),
      network_(options.seed, options.network),
      fingerprint_(mix(0, options.seed)),
      branches_(options.branches),
      spread_(std::make_unique<SpreadLog>()) {
  if (!branches_.empty()) branch_at_ = branches_.front().event;
  limits_.in_flight = std::min(limits_.in_flight, Mail::kMostInFlight);
  most_timers_ = limits_.timers;
  most_moment_events_ = limits_.instant_events;
  at_work_.now = &now_;
  at_work_.events = &events_;
  at_work_.seed = options.seed;
  AtWork::current = &at_work_;
  watch_fatal_signals();
}

Simulation::~Simulation() {
  if (AtWork::current == &at_work_) AtWork::current = nullptr;
}

void Simulation::reproduced_by(std::string line) {
  at_work_.again = {};
  again_ = std::move(line);
  at_work_.again = again_;
}

void Simulation::add_nodes(std::size_t count, ProgramFactory factory) {
  factories_.push_back(std::make_unique<ProgramFactory>(std::move(factory)));
  std::vector<NodeId> ids = *nodes_;
  for (std::size_t i = 0; i < count; ++i) {
    const NodeId id = NodeId::node(static_cast<std::uint32_t>(ids.size()));
    ids.push_back(id);
    places(NodeId::Kind::node).emplace_back(*this, id, factories_.back().get());
  }
  nodes_ = Shared(std::move(ids));
  constexpr std::uint64_t kMomentEventsOfNode = 100;
  most_moment_events_ += kMomentEventsOfNode * count;
}

void Simulation::add_clients(std::size_t count) {
  Places& clients = places(NodeId::Kind::client);
  for (std::size_t i = 0; i < count; ++i) {
    const NodeId id = NodeId::client(static_cast<std::uint32_t>(clients.size()));
    clients.emplace_back(*this, id, nullptr);
  }
}

void Simulation::add_services(std::span<const ServiceProgram> services,
                              const ServiceOptions& options) {
  for (const ServiceProgram& service : services) {
    factories_.push_back(std::make_unique<ProgramFactory>(
        [make = service.make, options](Host& host) { return make(host, options); }));
    places(NodeId::Kind::service).emplace_back(*this, service.id, factories_.back().get());
    host(service.id).start_program();
  }
}

bool Simulation::exists(NodeId id) const { return place(id) != nullptr; }

void Simulation::at(Time when, std::function<void()> action) {
  actions_.push_back(std::make_unique<Action>(*this, std::move(action)));
  actions_.back()->place_ = std::prev(actions_.end());
  arm(*actions_.back(), when - now_);
}

void Simulation::at(Time when, const Planned& what, std::function<void()> action) {
  at(when, [this, what, action = std::move(action)] { happen(what, action); });
}

void Simulation::happen(const Planned& what, const std::function<void()>& action) {
  const EventNumber number =
      record(std::visit([](const auto& event) -> Happening { return event; }, what));
  const EventNumber before = std::exchange(handling_, number);
  action();
  handling_ = before;
}

bool Simulation::step(Time end) {
  if (has_ended_) return false;
  const bool has_mail = !mail_.empty();
  const bool has_timer = !timers_.empty();
  if (!has_mail && !has_timer) return false;
  bool mail_first = has_mail;
  if (has_mail && has_timer) {
    const TimerEntry& timer = timers_.top();
    const Time arrival = mail_.next_arrival();
    mail_first =
        arrival != timer.due ? arrival < timer.due : mail_.next_sequence() < timer.sequence;
  }
  const Time next = mail_first ? mail_.next_arrival() : timers_.top().due;
  if (next > end) return false;
  if (next > limits_.virtual_time) {
    stop("virtual time", static_cast<std::uint64_t>(nanoseconds(limits_.virtual_time)));
    return false;
  }
  if (pace_ != nullptr) {
    if (const auto heard = pace_->wait_until(next)) {
      now_ = std::clamp(*heard, now_, next);
      pace_->hear();
      return true;
    }
  }
  if (!count_event(next)) return false;
  AtWork::current = &at_work_;
  if (mail_first) {
    deliver();
  } else {
    fire();
  }
  return true;
}

// False: it is one too many, and does not happen.
bool Simulation::count_event(Time at) {
  if (at != moment_) {
    moment_ = at;
    moment_events_ = 0;
  }
  if (events_ >= limits_.events) {
    stop("events", limits_.events);
  } else if (moment_events_ >= most_moment_events_) {
    stop("events at one moment", most_moment_events_);
  }
  if (stopped_) return false;
  ++events_;
  ++moment_events_;
  return true;
}

void Simulation::take_branch() {
  draw_from(branches_[next_branch_].key);
  network_.draw_from(seed());
  for (Places& places : places_) {
    for (Place& place : places) place.host.draw_anew();
  }
  ++next_branch_;
  branch_at_ = next_branch_ < branches_.size() ? branches_[next_branch_].event : 0;
}

void Simulation::run_until(Time end) {
  while (step(end)) {
  }
  if (!has_ended_) now_ = std::max(now_, end);
}

bool Simulation::run_until(const std::function<bool()>& condition, Time end) {
  while (!condition()) {
    if (!step(end)) {
      if (!has_ended_) now_ = std::max(now_, end);
      return condition();
    }
  }
  return true;
}

void Simulation::calm() {
  heal_all();
  network_.calm();
}

void Simulation::except(std::span<const MessageException> exceptions) {
  for (const MessageException& exception : exceptions) {
    ensure(exceptions_.emplace(exception.message, exception).second,
           "a message has one exception at most");
  }
}

std::vector<MessageId> Simulation::unmet_exceptions() const {
  std::vector<MessageId> unmet;
  for (const auto& [message, exception] : exceptions_) unmet.push_back(message);
  return unmet;
}

void Simulation::pause(NodeId node) {
  Host& host = this->host(node);
  const bool was_paused = std::holds_alternative<Paused>(host.lifecycle());
  host.pause();
  if (!was_paused && std::holds_alternative<Paused>(host.lifecycle())) record(NodePaused{node});
}

// What has waited comes now, in the order in which it was due.
void Simulation::resume(NodeId node) {
  Host& host = this->host(node);
  if (!std::holds_alternative<Paused>(host.lifecycle())) return;
  Paused waited = host.resume();
  record(NodeResumed{node});
  try {
    for (Envelope& envelope : waited.held->outgoing) transmit(std::move(envelope));
  } catch (const RunStopped&) {
    return;
  }
  TimerQueue& timers = waited.held->timers;
  auto& mails = waited.held->mail;
  for (auto mail = mails.begin(); mail != mails.end() || !timers.empty();) {
    const auto is_first = [&] {
      const TimerEntry& timer = timers.top();
      return timer.due != mail->arrival ? timer.due < mail->arrival
                                        : timer.sequence < mail->sequence;
    };
    if (mail == mails.end() || (!timers.empty() && is_first())) {
      timers_.arm(timers.pop(), now_, next_sequence());
    } else {
      deliver_now(std::move(*mail++));
    }
  }
  if (!strikes_.empty()) strike();
}

void Simulation::kill(NodeId node, std::size_t most_kept) {
  Host& host = this->host(node);
  if (host.failure() != nullptr || std::holds_alternative<Down>(host.lifecycle())) return;
  std::vector<HeldMail> waited = host.kill(most_kept);
  record(NodeDown{node, host.incarnation()});
  for (HeldMail& mail : waited) arrive_at_down(host, std::move(mail));
}

void Simulation::restart(NodeId node) {
  Host& host = this->host(node);
  host.restart();
  record(NodeUp{node, host.incarnation()});
  if (node.is_service()) host.start_program();
}

void Simulation::log(NodeId node, std::string_view line) {
  if (log_sink_ != nullptr) log_sink_->on_log(now_, node, line);
}

void Simulation::learned(NodeId node, const boost::json::value& value) {
  spread_->learned(now_, node, value);
  if (observer_ != nullptr) observer_->on_learned(node, value);
}

void Simulation::disk_troubled(FaultId id) {
  if (observer_ != nullptr) observer_->on_disk_trouble(id);
}

void Simulation::looked_for(std::string_view label, bool was_reached) {
  const auto found = labels_.find(label);
  if (found == labels_.end()) {
    labels_.emplace(label, was_reached);
  } else {
    found->second |= was_reached;
  }
}

bool Simulation::has_chance(std::string_view label) {
  if (chances_.never()) return false;
  Hasher hasher;
  hasher.add(label);
  return chances_.holds(draw(seed(), Purpose::chance, hasher.digest()));
}

void Simulation::broken(NodeId node, const std::string& invariant, const std::string& text) {
  if (!breach_) breach_ = Breach{invariant, text, node, now_};
  has_ended_ = true;
}

void Simulation::unrepeatable(NodeId node, std::string_view why) {
  const Unrepeatable told{node, std::string(why)};
  if (std::find(unrepeatable_.begin(), unrepeatable_.end(), told) == unrepeatable_.end())
    unrepeatable_.push_back(told);
}

void Simulation::gave_up(NodeId node, std::string_view why) {
  if (!given_up_) given_up_ = GivenUp{node, std::string(why), now_};
  has_ended_ = true;
}

void Simulation::handled(Host& host) {
  if (host.program() == nullptr || host.cutoff() == Host::Cutoff::dead) return;
  for (const ClusterInvariant& invariant : invariants_) {
    if (const auto breach = invariant(host)) broken(host.id(), breach->invariant, breach->text);
  }
  if (observer_ != nullptr) observer_->on_state(host.id(), *host.program());
}

void Simulation::failed(NodeId node, std::uint32_t incarnation, std::string_view text) {
  failures_.push_back({node, now_, std::string(text), in_hand()});
  record(NodeFailed{node, incarnation, std::string(text)});
  const std::string& in_hand = failures_.back().in_hand;
  log(node, fmt::format("failed: {}{}{}", text, in_hand.empty() ? "" : "; in hand: ", in_hand));
}

void Simulation::too_many_timers() {
  stop("armed timers", limits_.timers);
  throw RunStopped{};
}

void Simulation::stop(std::string_view bound, std::uint64_t limit) {
  if (stopped_) return;
  constexpr std::size_t kTop = 5;
  std::vector<BoundReached::Sender> senders;
  for (const Places& places : places_) {
    for (const Place& from : places) {
      for (const SentCount& sent : from.sent) {
        senders.push_back({from.host.id(), std::string(sent.type->name), sent.count});
      }
    }
  }
  std::stable_sort(senders.begin(), senders.end(),
                   [](const auto& a, const auto& b) { return a.sent > b.sent; });
  if (senders.size() > kTop) senders.resize(kTop);
  stopped_ = BoundReached{std::string(bound), limit, std::move(senders), now_};
  has_ended_ = true;
}

}  // namespace eddy::sim
