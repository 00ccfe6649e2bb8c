#pragma once

#include <cstdint>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/unique_ids.h"

namespace eddy::nodes::broken {

// Bug: an id is the node's name and a count that is kept in memory, so that a node which comes back
// begins at 1 again.
class UniqueIdsMemory final : public sim::Node {
 public:
  explicit UniqueIdsMemory(sim::Host& host) : Node(host) { on(&UniqueIdsMemory::generate); }

  std::optional<boost::json::value> state() const override {
    return boost::json::object{{"given", given_}};
  }

 private:
  sim::Result<sim::GenerateOk> generate(const sim::Generate& m);

  std::uint64_t given_ = 0;
};

}  // namespace eddy::nodes::broken
