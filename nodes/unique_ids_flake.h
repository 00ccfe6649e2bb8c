// unique-ids-flake: this node's name and a count, such as "n3-17". No two nodes share a name, so
// nothing needs to be coordinated.
#pragma once

#include <cstdint>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/unique_ids.h"

namespace eddy::nodes {

class UniqueIdsFlake final : public sim::Node {
 public:
  explicit UniqueIdsFlake(sim::Host& host);

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& m);

  std::string prefix_;  // "n3-"
  std::uint64_t given_ = 0;
};

}  // namespace eddy::nodes
