#include "nodes/unique_ids_flake.h"

namespace eddy::nodes {

UniqueIdsFlake::UniqueIdsFlake(sim::Host& host) : Node(host), prefix_(id().name() + "-") {
  on(&UniqueIdsFlake::generate);
}

sim::Result<sim::GenerateOk> UniqueIdsFlake::generate(const sim::Generate& /*m*/) {
  return sim::GenerateOk{boost::json::value(prefix_ + std::to_string(++given_))};
}

}  // namespace eddy::nodes
