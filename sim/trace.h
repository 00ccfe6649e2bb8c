// Every event of a run, as it happens: for traces, verification and logs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/body.h"
#include "sim/mail.h"
#include "sim/network.h"
#include "sim/node_id.h"
#include "sim/time.h"

namespace eddy::sim {

struct Event {
  enum class Kind : std::uint8_t {
    send,     // a message leaves its source
    deliver,  // a message arrives
    lose,     // a message is lost, at its sending or at its arrival
    timer,    // a timer of dest fires
    action,   // something planned happens to the run
    crash,    // dest crashed
  };
  Kind kind = Kind::deliver;
  Time at;
  NodeId src;
  NodeId dest;
  std::uint64_t msg_id = 0;
  std::uint64_t in_reply_to = 0;
  BodyPtr body;                    // of messages
  std::optional<LossCause> cause;  // of lost ones
  std::string text;                // of actions and crashes
};

std::string_view name(Event::Kind kind);

// {"time":0,"event":"deliver","src":"c0","dest":"n0","body":{"type":"init","msg_id":1,…}}
std::string to_json_line(const Event& event);
// "0.000000000  c0 → n0  {"type":"init","msg_id":1,…}": for reports and golden traces.
std::string to_text(const Event& event);

// Is told what happens, and may not change it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_event(const Event& event) = 0;
};

// Takes what the nodes log.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void on_log(Time at, NodeId node, std::string_view line) = 0;
};

// Keeps every event. Clear it, or let it go, before the run whose bodies it shares.
class Recorder final : public Observer {
 public:
  void on_event(const Event& event) override { events_.push_back(event); }
  const std::vector<Event>& events() const { return events_; }
  void clear() { events_.clear(); }

 private:
  std::vector<Event> events_;
};

// The same event: kind, time, ends, ids, cause, text and body.
bool same(const Event& a, const Event& b);

// The place of the first event in which two recordings differ; nothing when they are equal.
std::optional<std::size_t> first_difference(const std::vector<Event>& a,
                                            const std::vector<Event>& b);

}  // namespace eddy::sim
