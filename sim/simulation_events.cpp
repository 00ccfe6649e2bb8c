// How messages travel and timers fire: the part of a simulation that is hot.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "base/overloaded.h"
#include "base/text.h"
#include "eddy/sim/message.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/wire_id.h"
#include "sim/event_hash.h"

namespace eddy::sim {
namespace {

template <class T, std::size_t place = 0>
constexpr std::size_t kind_of() {
  if constexpr (std::is_same_v<std::variant_alternative_t<place, Happening>, T>) {
    return place;
  } else {
    return kind_of<T, place + 1>();
  }
}

Message message_of(const Envelope& envelope) {
  return {envelope.id(), envelope.dest, envelope.msg_id, envelope.in_reply_to, envelope.body};
}

std::uint64_t made(const Envelope& envelope) {
  return event_hash::made(envelope.sent, envelope.incarnation, envelope.number, envelope.copy != 0);
}

// What the draws of a program are keyed by: messages and timers have different keys.
constexpr std::uint64_t kOfMessage = std::uint64_t{1} << 40U;
constexpr std::uint64_t kOfTimer = std::uint64_t{2} << 40U;

}  // namespace

void Simulation::transmit(Envelope&& envelope) {
  if (stopped_) throw RunStopped{};
  Place& from = *place(envelope.src);
  const BodyType& type = envelope.body->type();
  if (!awaited_.empty() && envelope.is_counted == 0) {
    envelope.is_counted = from.host.cutoff() == Host::Cutoff::none ? 1 : 0;
    reach_send(Side::before, from.host, type);
  }
  if (from.host.cutoff() != Host::Cutoff::none) {
    if (from.host.cutoff() == Host::Cutoff::frozen) from.host.hold_back(std::move(envelope));
    return;
  }
  envelope.is_counted = 0;
  count_sent(from, type);
  ++traffic_of(envelope).sent;
  envelope.sent = now_;
  envelope.incarnation = from.host.incarnation();
  envelope.number = from.host.next_sent() & 0x1fffffffU;
  const EventNumber sent = next_sequence();
  if (observer_ != nullptr) tell(sent, handling_, Sent{message_of(envelope)});
  count_told();
  send_on(std::move(envelope), sent);
  if (!awaited_.empty()) reach_send(Side::after, from.host, type);
}

// What the network makes of it.
void Simulation::send_on(Envelope&& envelope, EventNumber sent) {
  if (!exists(envelope.dest)) {
    lose_at_sending(envelope, LossCause::no_such_node, sent);
    return;
  }
  const DrawKey key{envelope.sent, envelope.number, envelope.incarnation};
  Network::Travel fate = network_.send(envelope.src, envelope.dest, key);
  if (!exceptions_.empty()) {
    if (const auto found = exceptions_.find(envelope.id()); found != exceptions_.end()) {
      fate = network_.fate_by(found->second, fate, envelope.src, envelope.dest, key);
      envelope.is_let_through = found->second.fate == Fate::arrives ? 1 : 0;
      exceptions_.erase(found);  // no other sending has this id
      if (!fate.first) {
        lose_at_sending(envelope, LossCause::exception, sent);
        return;
      }
    }
  }
  if (!fate.first) {
    lose_at_sending(envelope, LossCause::loss, sent);
    return;
  }
  if (!fate.second) {
    post(*fate.first, sent, std::move(envelope));
    return;
  }
  post(*fate.first, sent, Envelope(envelope));
  envelope.copy = 1;
  post(*fate.second, next_sequence(), std::move(envelope));
}

void Simulation::lose_at_sending(const Envelope& envelope, LossCause why, EventNumber sent) {
  // An event of its own: else a handler that sends such messages for ever would reach no bound.
  if (count_event(now_)) lose(envelope, why, sent);
}

// The sequence of the first copy is the number of its sending, that of the second one more.
void Simulation::post(Duration travel, EventNumber sequence, Envelope&& envelope) {
  if (in_flight() >= limits_.in_flight) {
    stop("messages in flight", limits_.in_flight);
    return;
  }
  if (pool_.live_bytes() > limits_.body_bytes) {
    stop("bytes of message bodies", limits_.body_bytes);
    return;
  }
  mail_.push(now_ + travel, sequence, std::move(envelope));
}

void Simulation::deliver_now(HeldMail mail) {
  const EventNumber sequence = next_sequence();
  waited_.emplace(sequence, Waited{mail.sent, true});
  post(Duration(0), sequence, std::move(mail.envelope));
}

void Simulation::deliver() {
  now_ = mail_.next_arrival();
  const EventNumber sequence = mail_.next_sequence();
  Envelope envelope = mail_.pop();
  if (!mail_.empty()) {
    const Envelope& next = mail_.next();
    __builtin_prefetch(next.body.get());
    if (const Place* there = place(next.dest)) there->prefetch();
  }
  EventNumber sent = sequence - envelope.copy;
  bool has_arrived = false;
  if (!waited_.empty()) {
    if (const auto found = waited_.find(sequence); found != waited_.end()) {
      sent = found->second.sent;
      has_arrived = found->second.has_arrived;
      waited_.erase(found);
    }
  }
  if (!has_arrived && !passes(envelope, sequence, sent)) return;
  Host& host = place(envelope.dest)->host;
  if (!awaited_.empty() && host.is_up() && envelope.is_counted == 0) {
    envelope.is_counted = 1;
    handling_ = sent;
    reach(Side::before, Act::receive, host, &envelope.body->type());
    const bool is_struck = !strikes_.empty();
    strike();
    handling_ = 0;
    if (is_struck && !has_arrived && !passes(envelope, sequence, sent)) return;
  }
  if (!host.is_up()) {
    HeldMail mail{now_, sequence, sent, std::move(envelope)};
    if (!is_received(host, mail)) return;
    envelope = std::move(mail.envelope);
  }
  const std::uint64_t ids = made(envelope);
  absorb(event_hash::of(kind_of<Delivered>(), now_, event_hash::ends(envelope.src, envelope.dest),
                        ids, envelope.body->hash()));
  ++traffic_of(envelope).received;
  const EventNumber number = next_sequence();
  if (observer_ != nullptr) tell(number, sent, Delivered{message_of(envelope), envelope.copy != 0});
  count_told();
  at_work_.type = &envelope.body->type();
  at_work_.message = &envelope;
  handling_ = number;
  const BodyType& type = envelope.body->type();
  host.deliver(std::move(envelope), mix(ids, envelope.src.raw() | kOfMessage));
  if (!awaited_.empty()) reach(Side::after, Act::receive, host, &type);
  if (!invariants_.empty() || observer_ != nullptr) handled(host);
  if (!strikes_.empty()) strike();
  handling_ = 0;
  at_work_.message = nullptr;
}

// False: the link loses the message, or holds it.
bool Simulation::passes(Envelope& envelope, EventNumber sequence, EventNumber sent) {
  if (envelope.is_let_through != 0) return true;
  switch (network_.passage(envelope.src, envelope.dest)) {
    case Network::Passage::open:
      return true;
    case Network::Passage::cut:
      lose(envelope, LossCause::partition, sent);
      return false;
    case Network::Passage::held:
      held_.push_back({now_, sequence, sent, std::move(envelope)});
      return false;
  }
  return true;
}

// At a host that is not up. False: it waits, or is lost.
bool Simulation::is_received(Host& host, HeldMail& mail) {
  const auto lost = [&](LossCause why) {
    lose(mail.envelope, why, mail.sent);
    return false;
  };
  return std::visit(
      Overloaded{
          [](const Up&) { return true; },
          [&](const NotStarted&) {
            const bool is_awaited =
                mail.envelope.in_reply_to != 0 || mail.envelope.body->type().name == Init::type;
            if (is_awaited) return true;
            return !host.keep(mail) && lost(LossCause::not_started);
          },
          [&](const Starting&) { return mail.envelope.in_reply_to != 0 || !host.keep(mail); },
          [&](const Paused&) {
            host.park(std::move(mail));
            return false;
          },
          [&](const Down&) {
            arrive_at_down(host, std::move(mail));
            return false;
          },
          [&](const Failed&) { return lost(LossCause::failed); }},
      host.lifecycle());
}

void Simulation::arrive_at_down(Host& host, HeldMail mail) {
  if (!host.keep(mail)) lose(mail.envelope, LossCause::down, mail.sent);
}

void Simulation::fire() {
  now_ = timers_.top().due;
  const std::uint64_t sequence = timers_.top().sequence;
  Timer& timer = timers_.pop();
  Host* host = timer.host();
  if (host == nullptr) {
    try {
      timer.fire();
    } catch (const RunStopped&) {
    }
    handling_ = 0;
    return;
  }
  if (std::holds_alternative<Paused>(host->lifecycle())) {
    host->park(timer, now_, sequence);
    return;
  }
  const TimerId id = host->id_of(timer);
  const std::uint64_t ids = event_hash::made(id.armed, id.incarnation, id.number);
  absorb(event_hash::of(kind_of<TimerFired>(), now_, id.owner.raw(), ids));
  const EventNumber number = next_sequence();
  if (observer_ != nullptr) tell(number, timer.arming().event, TimerFired{id});
  count_told();
  at_work_.timer = &id.owner;
  handling_ = number;
  host->fire(timer, mix(ids, kOfTimer));
  if (!invariants_.empty() || observer_ != nullptr) handled(*host);
  if (!strikes_.empty()) strike();
  handling_ = 0;
  at_work_.timer = nullptr;
}

void Simulation::lose(const Envelope& envelope, LossCause why, EventNumber sent) {
  ++traffic_of(envelope).lost[static_cast<std::size_t>(why)];
  absorb(event_hash::of(kind_of<Lost>(), now_, event_hash::ends(envelope.src, envelope.dest),
                        made(envelope) ^ (static_cast<std::uint64_t>(why) << 48U),
                        envelope.body->hash()));
  const EventNumber number = next_sequence();
  if (observer_ != nullptr) {
    tell(number, sent,
         Lost{message_of(envelope), envelope.copy != 0, why, fault_behind(why, envelope)});
  }
  count_told();
}

// Of a message that is lost now.
std::optional<FaultId> Simulation::fault_behind(LossCause why, const Envelope& envelope) const {
  switch (why) {
    case LossCause::loss:
      return network_.lost_by(envelope.src, envelope.dest, envelope.sent);
    case LossCause::partition:
      return network_.cut_by(envelope.src, envelope.dest);
    case LossCause::down:
      return keeper_of<Kill>(envelope.dest);
    case LossCause::failed:
    case LossCause::no_such_node:
    case LossCause::not_started:
    case LossCause::exception:
      break;
  }
  return std::nullopt;
}

EventNumber Simulation::record(Happening what) {
  const EventNumber number = next_sequence();
  Event event{number, handling_, now_, std::move(what)};
  absorb(hash_of(event));
  if (observer_ != nullptr) observer_->on_event(event);
  count_told();
  return number;
}

void Simulation::tell(EventNumber number, EventNumber cause, Happening what) {
  observer_->on_event({number, cause, now_, std::move(what)});
}

void Simulation::count_sent(Place& from, const BodyType& type) {
  for (SentCount& known : from.sent) {
    if (known.type == &type) {
      ++known.count;
      return;
    }
  }
  from.sent.push_back({&type, 1});
}

std::string Simulation::in_hand() const {
  constexpr std::size_t kMostBytes = 120;
  if (at_work_.timer != nullptr) return "a timer";
  if (at_work_.message == nullptr) return "";
  const Envelope& message = *at_work_.message;
  std::string text(at_work_.type->name);
  if (message.in_reply_to != 0) {
    text += fmt::format(" (in reply to {})", written_id(message.in_reply_to));
  } else if (message.msg_id != 0) {
    text += fmt::format(" (msg_id {})", written_id(message.msg_id));
  }
  text += " from " + message.src.name();
  if (message.body) {
    boost::json::object fields = to_json(*message.body);
    fields.erase("type");
    if (!fields.empty()) text += ": " + shortened(boost::json::serialize(fields), kMostBytes);
  }
  return text;
}

}  // namespace eddy::sim
