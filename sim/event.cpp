#include "eddy/sim/event.h"

#include "base/overloaded.h"
#include "eddy/sim/raw_body.h"
#include "sim/event_hash.h"

namespace eddy::sim {
namespace {

struct Parts {
  std::uint64_t who = 0;
  std::uint64_t ids = 0;
  std::uint64_t body = 0;
};

Parts parts_of(const Message& message, bool is_copy) {
  return {event_hash::ends(message.id.sender, message.dest),
          event_hash::made(message.id.sent, message.id.incarnation, message.id.number, is_copy),
          message.body ? message.body->hash() : 0};
}

Parts parts_of(const OperationId& operation) {
  return {static_cast<std::uint64_t>(operation.phase), mix(operation.number, operation.step), 0};
}

Parts parts_of(const Happening& what) {
  return std::visit(
      Overloaded{[](const Sent& e) { return parts_of(e.message, false); },
                 [](const Delivered& e) { return parts_of(e.message, e.is_copy); },
                 [](const Lost& e) {
                   Parts parts = parts_of(e.message, e.is_copy);
                   parts.ids ^= static_cast<std::uint64_t>(e.why) << 48U;
                   return parts;
                 },
                 [](const TimerFired& e) {
                   return Parts{
                       e.timer.owner.raw(),
                       event_hash::made(e.timer.armed, e.timer.incarnation, e.timer.number), 0};
                 },
                 [](const OperationDue& e) { return parts_of(e.operation); },
                 [](const OperationBegan& e) {
                   Parts parts = parts_of(e.operation);
                   parts.body = e.client.raw();
                   return parts;
                 },
                 [](const FaultBegan& e) {
                   return Parts{static_cast<std::uint64_t>(e.id), 0, 0};
                 },
                 [](const FaultEnded& e) {
                   return Parts{static_cast<std::uint64_t>(e.id), 0, 0};
                 },
                 [](const PhaseBegan& e) {
                   return Parts{static_cast<std::uint64_t>(e.phase), 0, 0};
                 },
                 [](const NodeFailed& e) {
                   return Parts{e.node.raw(), e.incarnation, 0};
                 },
                 [](const NodeDown& e) {
                   return Parts{e.node.raw(), e.incarnation, 0};
                 },
                 [](const NodeUp& e) {
                   return Parts{e.node.raw(), e.incarnation, 0};
                 },
                 [](const NodePaused& e) {
                   return Parts{e.node.raw(), 0, 0};
                 },
                 [](const NodeResumed& e) {
                   return Parts{e.node.raw(), 0, 0};
                 }},
      what);
}

}  // namespace

NodeId claimed_sender(const Message& message) {
  const RawBody* raw = message.body ? message.body->if_raw() : nullptr;
  return raw == nullptr ? message.id.sender : raw->claimed_sender.value_or(message.id.sender);
}

const Message* Event::message() const {
  return std::visit(
      [](const auto& event) -> const Message* {
        if constexpr (requires { event.message; }) {
          return &event.message;
        } else {
          return nullptr;
        }
      },
      what);
}

std::string_view name(const Happening& what) {
  return std::visit([](const auto& event) { return event.name; }, what);
}

std::uint64_t hash_of(const Event& event) {
  const Parts parts = parts_of(event.what);
  return event_hash::of(event.what.index(), event.at, parts.who, parts.ids, parts.body);
}

bool same(const Event& a, const Event& b) {
  return a.at == b.at && a.what.index() == b.what.index() && hash_of(a) == hash_of(b);
}

}  // namespace eddy::sim
