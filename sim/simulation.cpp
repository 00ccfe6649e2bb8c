#include "sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iterator>

#include "sim/fatal_signal.h"
#include "sim/message.h"
#include "sim/node.h"
#include "sim/spread.h"

namespace eddy::sim {

namespace {

// At most about so many bytes, in whole code points.
std::string shortened(std::string text) {
  constexpr std::size_t kMostBytes = 120;
  if (text.size() <= kMostBytes) return text;
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.replace(end, std::string::npos, "…");
}

}  // namespace

class Simulation::Action final : public Timer {
 public:
  Action(Simulation& simulation, std::string what, std::function<void()> act)
      : Timer(nullptr), simulation_(simulation), what_(std::move(what)), act_(std::move(act)) {}

 private:
  void fire() override {
    Hasher hasher;
    hasher.add(what_);
    simulation_.absorb(Event::Kind::action, 0, 0, hasher.digest());
    if (simulation_.observer_ != nullptr) {
      Event event;
      event.kind = Event::Kind::action;
      event.at = simulation_.now_;
      event.text = what_;
      simulation_.observer_->on_event(event);
    }
    const auto act = std::move(act_);
    simulation_.actions_.erase(place_);  // and with it this action
    act();
  }

  Simulation& simulation_;
  std::string what_;
  friend class Simulation;
  std::function<void()> act_;
  std::list<std::unique_ptr<Action>>::iterator place_;
};

Simulation::Simulation(const SimulationOptions& options)
    : Runtime(options.seed),
      limits_(options.limits),
      network_(options.seed, options.network),
      fingerprint_(mix(0, options.seed)),
      spread_(std::make_unique<SpreadLog>()) {
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

void Simulation::add_nodes(std::size_t count, NodeFactory factory) {
  factories_.push_back(std::make_unique<NodeFactory>(std::move(factory)));
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
    factories_.push_back(std::make_unique<NodeFactory>(
        [make = service.make, options](Host& host) { return make(host, options); }));
    places(NodeId::Kind::service).emplace_back(*this, service.id, factories_.back().get());
    host(service.id).start_program();
  }
}

bool Simulation::exists(NodeId id) const { return place(id) != nullptr; }

void Simulation::at(Time when, std::string what, std::function<void()> action) {
  actions_.push_back(std::make_unique<Action>(*this, std::move(what), std::move(action)));
  actions_.back()->place_ = std::prev(actions_.end());
  arm(*actions_.back(), when - now_);
}

bool Simulation::step(Time end) {
  if (stopped_) return false;
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

void Simulation::run_until(Time end) {
  while (step(end)) {
  }
  if (!stopped_) now_ = std::max(now_, end);
}

bool Simulation::run_until(const std::function<bool()>& condition, Time end) {
  while (!condition()) {
    if (!step(end)) {
      if (!stopped_) now_ = std::max(now_, end);
      return condition();
    }
  }
  return true;
}

void Simulation::transmit(Envelope envelope) {
  if (stopped_) throw RunStopped{};
  Place& from = *place(envelope.src);
  count_sent(from, envelope.body->type());
  ++traffic_of(envelope).sent;
  if (observer_ != nullptr) tell(Event::Kind::send, envelope, std::nullopt);
  if (!exists(envelope.dest)) {
    lose_at_sending(envelope, LossCause::no_such_node);
    return;
  }
  if (from.last_sent.sent != now_) from.last_sent = {now_, 0};
  const Network::Fate fate = network_.send(envelope.src, envelope.dest, from.last_sent);
  ++from.last_sent.at_that_instant;
  if (fate.second) post(*fate.second, envelope);
  if (fate.first) {
    post(*fate.first, std::move(envelope));
  } else {
    lose_at_sending(envelope, LossCause::loss);
  }
}

void Simulation::lose_at_sending(const Envelope& envelope, LossCause cause) {
  // An event of its own: else a handler that sends such messages for ever would reach no bound.
  if (count_event(now_)) lose(envelope, cause);
}

void Simulation::post(Duration travel, Envelope envelope) {
  if (mail_.size() >= limits_.in_flight) {
    stop("messages in flight", limits_.in_flight);
    return;
  }
  if (pool_.live_bytes() > limits_.body_bytes) {
    stop("bytes of message bodies", limits_.body_bytes);
    return;
  }
  mail_.push(now_ + travel, next_sequence(), std::move(envelope));
}

void Simulation::deliver() {
  now_ = mail_.next_arrival();
  Envelope envelope = mail_.pop();
  if (!mail_.empty()) {
    const Envelope& next = mail_.next();
    __builtin_prefetch(next.body.get());
    if (const Place* there = place(next.dest)) there->prefetch();
  }
  if (network_.is_cut(envelope.src, envelope.dest)) {
    lose(envelope, LossCause::partition);
    return;
  }
  Host& host = place(envelope.dest)->host;
  if (host.crash() != nullptr) {
    lose(envelope, LossCause::crashed);
    return;
  }
  absorb(Event::Kind::deliver, (std::uint64_t{envelope.src.raw()} << 32U) | envelope.dest.raw(),
         (envelope.msg_id << 32U) ^ envelope.in_reply_to, envelope.body->hash());
  ++traffic_of(envelope).received;
  if (observer_ != nullptr) tell(Event::Kind::deliver, envelope, std::nullopt);
  at_work_.type = &envelope.body->type();
  at_work_.message = &envelope;
  host.deliver(std::move(envelope));
  at_work_.message = nullptr;
}

void Simulation::fire() {
  now_ = timers_.top().due;
  Timer& timer = timers_.pop();
  Host* host = timer.host();
  if (host == nullptr) {
    try {
      timer.fire();
    } catch (const RunStopped&) {
    }
    return;
  }
  absorb(Event::Kind::timer, host->id().raw(), 0, 0);
  if (observer_ != nullptr) {
    Event event;
    event.kind = Event::Kind::timer;
    event.at = now_;
    event.dest = host->id();
    observer_->on_event(event);
  }
  const NodeId id = host->id();
  at_work_.timer = &id;
  host->fire(timer);
  at_work_.timer = nullptr;
}

void Simulation::lose(const Envelope& envelope, LossCause cause) {
  ++traffic_of(envelope).lost[static_cast<std::size_t>(cause)];
  absorb(Event::Kind::lose, (std::uint64_t{envelope.src.raw()} << 32U) | envelope.dest.raw(),
         static_cast<std::uint64_t>(cause), envelope.body->hash());
  if (observer_ != nullptr) tell(Event::Kind::lose, envelope, cause);
}

void Simulation::absorb(Event::Kind kind, std::uint64_t who, std::uint64_t ids,
                        std::uint64_t body) {
  const std::uint64_t when =
      fold(static_cast<std::uint64_t>(nanoseconds(now_)) ^ 0x9e3779b97f4a7c15U,
           body ^ 0xbf58476d1ce4e5b9U);
  const std::uint64_t what =
      fold(who ^ 0x94d049bb133111ebU,
           ids ^ (static_cast<std::uint64_t>(kind) << 56U) ^ 0xd6e8feb86659fd93U);
  fingerprint_ = mix(fingerprint_, when + what);
}

void Simulation::tell(Event::Kind kind, const Envelope& envelope, std::optional<LossCause> cause) {
  Event event;
  event.kind = kind;
  event.at = now_;
  event.src = envelope.src;
  event.dest = envelope.dest;
  event.msg_id = envelope.msg_id;
  event.in_reply_to = envelope.in_reply_to;
  event.body = envelope.body;
  event.cause = cause;
  observer_->on_event(event);
}

void Simulation::log(NodeId node, std::string_view line) {
  if (log_sink_ != nullptr) log_sink_->on_log(now_, node, line);
}

void Simulation::learned(NodeId node, const boost::json::value& value) {
  spread_->learned(now_, node, value);
}

void Simulation::crashed(NodeId node, std::string_view text) {
  crashes_.push_back({node, now_, std::string(text), in_hand()});
  Hasher hasher;
  hasher.add(text);
  absorb(Event::Kind::crash, node.raw(), 0, hasher.digest());
  if (observer_ != nullptr) {
    Event event;
    event.kind = Event::Kind::crash;
    event.at = now_;
    event.dest = node;
    event.text = std::string(text);
    observer_->on_event(event);
  }
  const std::string& in_hand = crashes_.back().in_hand;
  log(node, fmt::format("crashed: {}{}{}", text, in_hand.empty() ? "" : "; in hand: ", in_hand));
}

std::string Simulation::in_hand() const {
  if (at_work_.timer != nullptr) return "a timer";
  if (at_work_.message == nullptr) return "";
  const Envelope& message = *at_work_.message;
  std::string text(at_work_.type->name);
  if (message.in_reply_to != 0) {
    text += fmt::format(" (in reply to {})", message.in_reply_to);
  } else if (message.msg_id != 0) {
    text += fmt::format(" (msg_id {})", message.msg_id);
  }
  text += " from " + message.src.name();
  if (message.body) {
    boost::json::object fields = to_json(*message.body);
    fields.erase("type");
    if (!fields.empty()) text += ": " + shortened(boost::json::serialize(fields));
  }
  return text;
}

void Simulation::too_many_timers() {
  stop("armed timers", limits_.timers);
  throw RunStopped{};
}

void Simulation::count_sent(Place& from, const BodyType& type) {
  for (Sent& known : from.sent) {
    if (known.type == &type) {
      ++known.count;
      return;
    }
  }
  from.sent.push_back({&type, 1});
}

void Simulation::stop(std::string_view bound, std::uint64_t limit) {
  if (stopped_) return;
  constexpr std::size_t kTop = 5;
  std::vector<BoundReached::Sender> senders;
  for (const Places& places : places_) {
    for (const Place& from : places) {
      for (const Sent& sent : from.sent) {
        senders.push_back({from.host.id(), std::string(sent.type->name), sent.count});
      }
    }
  }
  std::stable_sort(senders.begin(), senders.end(),
                   [](const auto& a, const auto& b) { return a.sent > b.sent; });
  if (senders.size() > kTop) senders.resize(kTop);
  stopped_ = BoundReached{std::string(bound), limit, std::move(senders), now_};
}

}  // namespace eddy::sim
