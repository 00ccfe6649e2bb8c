#include "eddy/sim/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/overloaded.h"
#include "eddy/sim/format.h"
#include "eddy/sim/message.h"
#include "eddy/sim/wire_id.h"

namespace eddy::sim {
namespace {

std::string link(const Message& message) {
  const NodeId claimed = claimed_sender(message);
  return fmt::format("{}{} → {}  {}", message.id.sender,
                     claimed == message.id.sender ? "" : fmt::format(" (as {})", claimed),
                     message.dest, boost::json::serialize(wire_form(message)));
}

}  // namespace

boost::json::object wire_form(const Message& message) {
  boost::json::object body = to_json(*message.body);
  if (message.msg_id != 0) body["msg_id"] = written_id(message.msg_id);
  if (message.in_reply_to != 0) body["in_reply_to"] = written_id(message.in_reply_to);
  return body;
}

std::string to_text(const OperationId& operation) {
  constexpr std::string_view kNames[] = {"set-up", "operation", "recovery operation",
                                         "final operation"};
  std::string text =
      fmt::format("{} {}", kNames[static_cast<std::size_t>(operation.phase)], operation.number);
  if (operation.step > 0) {
    text += operation.phase == Phase::load ? fmt::format(", its follow-up")
                                           : fmt::format(", once more ({})", operation.step);
  }
  return text;
}

std::string to_text(const Happening& what) {
  return std::visit(
      Overloaded{[](const Sent& e) { return link(e.message) + "  sent"; },
                 [](const Delivered& e) { return link(e.message); },
                 [](const Lost& e) {
                   return fmt::format("{}  lost: {}", link(e.message), name_of(e.why));
                 },
                 [](const TimerFired& e) { return fmt::format("{} timer", e.timer.owner); },
                 [](const OperationDue& e) { return to_text(e.operation) + " is due"; },
                 [](const OperationBegan& e) {
                   return fmt::format("{} invokes {}", e.client, to_text(e.operation));
                 },
                 [](const FaultBegan& e) { return "start " + describe(e.fault); },
                 [](const FaultEnded& e) { return "stop " + describe(e.fault); },
                 [](const PhaseBegan& e) { return fmt::format("phase {}", name_of(e.phase)); },
                 [](const NodeFailed& e) { return fmt::format("{} failed: {}", e.node, e.text); },
                 [](const NodeDown& e) { return fmt::format("{} is down", e.node); },
                 [](const NodeUp& e) {
                   return fmt::format("{} is back, as incarnation {}", e.node, e.incarnation);
                 },
                 [](const NodePaused& e) { return fmt::format("{} is paused", e.node); },
                 [](const NodeResumed& e) { return fmt::format("{} is resumed", e.node); }},
      what);
}

std::string to_text(const Event& event) { return to_string(event.at) + "  " + to_text(event.what); }

std::optional<std::size_t> first_difference(const Recording& a, const Recording& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), same);
  if (in_a == a.end() && in_b == b.end()) return std::nullopt;
  return static_cast<std::size_t>(in_a - a.begin());
}

}  // namespace eddy::sim
