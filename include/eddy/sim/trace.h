// Every event of a run, as it happens: for traces, verification and logs.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

class Program;

// For people: "0.010000000  n0 → n1  {"type":"init","msg_id":1,…}". The one place where events
// become sentences.
std::string to_text(const Event& event);
// What happened, without the time.
std::string to_text(const Happening& what);
// "operation 17", "recovery operation 3", "final operation 0, once more (2)".
std::string to_text(const OperationId& operation);

// The body as it travels: with msg_id and in_reply_to.
boost::json::object wire_form(const Message& message);

// Is told what happens, and may not change it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_event(const Event& event) = 0;
  // A node has handled an event, and its program lives.
  virtual void on_state(NodeId /*node*/, const Program& /*program*/) {}
  // A node has told that it has a value (Host::learned), in the handling of the event at hand.
  virtual void on_learned(NodeId /*node*/, const boost::json::value& /*value*/) {}
  // A disk fault has befallen an access: made it slow, refused it, changed its bytes.
  virtual void on_disk_trouble(FaultId /*id*/) {}
};

// Takes what the nodes log.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void on_log(Time at, NodeId node, std::string_view line) = 0;
};

// The events of a run, in their order. A value: it may outlive the run, and be copied.
using Recording = std::vector<Event>;

// Keeps every event.
class Recorder final : public Observer {
 public:
  void on_event(const Event& event) override { events_.push_back(event); }
  const Recording& events() const { return events_; }
  Recording take() { return std::exchange(events_, {}); }

 private:
  Recording events_;
};

// The place of the first event in which two recordings differ; nothing when they are equal.
std::optional<std::size_t> first_difference(const Recording& a, const Recording& b);

}  // namespace eddy::sim
