// unique-ids-flake: this node's name, which of its lives it is, and a count, such as "n3-1-17". No
// two nodes share a name, so nothing needs to be coordinated; and a life is counted on the disk
// before it gives out its first id.
#pragma once

#include <cstdint>

#include "eddy/sim/protocol/unique_ids.h"
#include "nodes/durable/durable_node.h"

namespace eddy::nodes {

class UniqueIdsFlake final : public durable::DurableNode {
 public:
  explicit UniqueIdsFlake(sim::Host& host);

 private:
  sim::Task<void> prepare() override;
  void show(boost::json::object& state) const override { state["given"] = given_; }
  sim::Task<sim::Result<sim::GenerateOk>> generate(const sim::Generate& m);

  std::string prefix_;  // "n3-1-"
  std::uint64_t given_ = 0;
};

}  // namespace eddy::nodes
