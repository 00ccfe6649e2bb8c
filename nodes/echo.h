// echo: answers every request with its payload.
#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"

namespace eddy::nodes {

class Echo final : public sim::Node {
 public:
  explicit Echo(sim::Host& host) : Node(host) { on(&Echo::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& m) { return sim::EchoOk{m.echo}; }
};

}  // namespace eddy::nodes
