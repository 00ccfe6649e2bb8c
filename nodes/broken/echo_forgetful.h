#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"

namespace eddy::nodes::broken {

// Bug: one request in a hundred is never answered.
class EchoForgetful final : public sim::Node {
 public:
  explicit EchoForgetful(sim::Host& host) : Node(host) { on(&EchoForgetful::echo); }

 private:
  void echo(const sim::Echo& m, const sim::Request& request);
};

}  // namespace eddy::nodes::broken
