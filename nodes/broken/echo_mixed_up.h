#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"
#include "nodes/shown.h"

namespace eddy::nodes::broken {

// Bug: the request in work is a member, so one that comes meanwhile overwrites it.
class EchoMixedUp final : public sim::Node {
 public:
  explicit EchoMixedUp(sim::Host& host) : Node(host) { on(&EchoMixedUp::echo); }

  std::optional<boost::json::value> state() const override {
    return boost::json::object{{"current", shown_value(current_.echo)}};
  }

 private:
  sim::Task<sim::Result<sim::EchoOk>> echo(const sim::Echo& m);

  sim::Echo current_;
};

}  // namespace eddy::nodes::broken
