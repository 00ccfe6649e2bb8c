// What can happen in a run. A trace is a list of events; the fingerprint of a run is a hash of the
// kinds, ids, times and bodies of all but sendings. Of a fault it has the id, not the values.
//
//   * An event has a number; a later event has a higher one. Numbers have gaps.
//   * An event has a cause: the event in whose handling it was made. What is done from outside the
//     run has none. A message's arrival is caused by its sending, a timer that fires by the event
//     that armed it, and what was planned by the beginning of its phase.
//   * Numbers and causes are no part of the fingerprint: they count what else happened before.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "eddy/base/named_enum.h"
#include "eddy/sim/body.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/loss_cause.h"
#include "eddy/sim/message_id.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

using EventNumber = std::uint64_t;  // 0: none

// The parts of a run, in their order.
enum class Phase : std::uint8_t { setup, load, recovery, last };
BOOST_DESCRIBE_ENUM(Phase, setup, load, recovery, last)

// An operation of the plan, by its place there, which it keeps when others are taken out.
struct OperationId {
  Phase phase = Phase::load;
  std::uint64_t number = 0;
  // 0: as planned; n: what its thread does n-th after it, as a follow-up or because it is asked
  // once more.
  std::uint32_t step = 0;

  friend auto operator<=>(const OperationId&, const OperationId&) = default;
};

struct Message {
  MessageId id;
  NodeId dest;
  std::uint64_t msg_id = 0;       // 0: none
  std::uint64_t in_reply_to = 0;  // 0: none
  BodyPtr body;
};

// Whom its receiver takes for the sender: see RawBody::claimed_sender.
NodeId claimed_sender(const Message& message);

// A message leaves its source.
struct Sent {
  static constexpr std::string_view name = "sent";
  Message message;
};
// A message arrives.
struct Delivered {
  static constexpr std::string_view name = "delivered";
  Message message;
  bool is_copy = false;  // the second of two that arrive
};
// A message is lost, at its sending or at its arrival.
struct Lost {
  static constexpr std::string_view name = "lost";
  Message message;
  bool is_copy = false;
  LossCause why = LossCause::loss;
  std::optional<FaultId> fault = {};  // that lost it; nothing: none did, or it is not known
};
struct TimerFired {
  static constexpr std::string_view name = "timer-fired";
  TimerId timer;
};
// The planned time of an operation has come.
struct OperationDue {
  static constexpr std::string_view name = "operation-due";
  OperationId operation;
};
// A client invokes an operation.
struct OperationBegan {
  static constexpr std::string_view name = "operation-began";
  OperationId operation;
  NodeId client;
};
struct FaultBegan {
  static constexpr std::string_view name = "fault-began";
  FaultId id{};
  Fault fault;
};
struct FaultEnded {
  static constexpr std::string_view name = "fault-ended";
  FaultId id{};
  Fault fault;
};
struct PhaseBegan {
  static constexpr std::string_view name = "phase-began";
  Phase phase = Phase::setup;
};
// An exception left the node's program.
struct NodeFailed {
  static constexpr std::string_view name = "node-failed";
  NodeId node;
  std::uint32_t incarnation = 0;
  std::string text;
};
// The node lost its memory and does nothing.
struct NodeDown {
  static constexpr std::string_view name = "node-down";
  NodeId node;
  std::uint32_t incarnation = 0;  // the one that ended
};
// The node is there again, and waits for its init.
struct NodeUp {
  static constexpr std::string_view name = "node-up";
  NodeId node;
  std::uint32_t incarnation = 0;  // the new one
};
struct NodePaused {
  static constexpr std::string_view name = "node-paused";
  NodeId node;
};
struct NodeResumed {
  static constexpr std::string_view name = "node-resumed";
  NodeId node;
};

// The places are frozen: they are part of every fingerprint.
using Happening =
    std::variant<Sent, Delivered, Lost, TimerFired, OperationDue, OperationBegan, FaultBegan,
                 FaultEnded, PhaseBegan, NodeFailed, NodeDown, NodeUp, NodePaused, NodeResumed>;

// What the caller of Simulation::happen may say.
using Planned = std::variant<OperationDue, OperationBegan, PhaseBegan>;

struct Event {
  EventNumber number = 0;
  EventNumber cause = 0;
  Time at = {};
  Happening what;

  template <class T>
  bool is() const {
    return std::holds_alternative<T>(what);
  }
  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&what);
  }
  // Of what is sent, delivered or lost; else null.
  const Message* message() const;
};

// "delivered".
std::string_view name(const Happening& what);

// The hash of an event: its kind, ids, time and body. The text of a failure, a message's msg_id and
// its in_reply_to are no part of it: sentences may be reworded, and those two are running counts. Nor
// is the fault that lost a message: it follows from those that are active.
std::uint64_t hash_of(const Event& event);

// The same event, but for its number and its cause.
bool same(const Event& a, const Event& b);

}  // namespace eddy::sim
