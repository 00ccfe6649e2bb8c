// A recording that a test writes down event by event, with what a hostile node would say.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "eddy/sim/body.h"
#include "eddy/sim/event.h"
#include "eddy/sim/message.h"
#include "eddy/sim/trace.h"

namespace eddy::testing {

// Markup, script, syntax of diagrams, a line break, an escape, a turned direction, no UTF-8.
inline const std::string kHostile =
    "<script>alert(1)</script> %%{init}%% ; end # : $$x$$ `\\ \"a\"\nb\x1b[31m\xe2\x80\xae\xff";

class MadeRecording {
 public:
  // An event of so many milliseconds. Its number.
  sim::EventNumber add(int ms, sim::Happening what, sim::EventNumber cause = 0) {
    const auto at = sim::Time(std::chrono::milliseconds(ms));
    events_.push_back({events_.size() + 1, cause, at, std::move(what)});
    return events_.back().number;
  }
  // A message that `from` sends at that time, as the first one at it.
  sim::Message message(sim::NodeId from, sim::NodeId to, int ms, std::string_view type,
                       boost::json::object fields = {}) {
    sim::Message message;
    message.id = {from, 0, sim::Time(std::chrono::milliseconds(ms)), 0};
    message.dest = to;
    message.body = pool_.raw(type, std::move(fields));
    return message;
  }
  const sim::Recording& events() const { return events_; }
  sim::Recording take() { return std::move(events_); }

 private:
  sim::BodyPool pool_;
  sim::Recording events_;
};

}  // namespace eddy::testing
