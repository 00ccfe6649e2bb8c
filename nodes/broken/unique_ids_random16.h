#pragma once

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/unique_ids.h"

namespace eddy::nodes::broken {

// Bug: an id is 16 random bits, of which 300 requests draw some twice (the birthday paradox).
class UniqueIdsRandom16 final : public sim::Node {
 public:
  explicit UniqueIdsRandom16(sim::Host& host) : Node(host) { on(&UniqueIdsRandom16::generate); }

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& m);
};

}  // namespace eddy::nodes::broken
