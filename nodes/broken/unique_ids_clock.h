#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/unique_ids.h"

namespace eddy::nodes::broken {

// Bug: an id is the time in milliseconds, so two requests in one millisecond get the same.
class UniqueIdsClock final : public sim::Node {
 public:
  explicit UniqueIdsClock(sim::Host& host) : Node(host) { on(&UniqueIdsClock::generate); }

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& m);
};

}  // namespace eddy::nodes::broken
