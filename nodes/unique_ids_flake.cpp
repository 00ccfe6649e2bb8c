#include "nodes/unique_ids_flake.h"

namespace eddy::nodes {

UniqueIdsFlake::UniqueIdsFlake(sim::Host& host) : DurableNode(host) {
  on(&UniqueIdsFlake::generate);
}

sim::Task<void> UniqueIdsFlake::prepare() {
  prefix_ = id().name() + "-" + std::to_string(epoch()) + "-";
  co_return;
}

sim::Task<sim::Result<sim::GenerateOk>> UniqueIdsFlake::generate(const sim::Generate& /*m*/) {
  if (!is_prepared()) {
    auto preparing = prepared();
    co_await preparing;
  }
  co_return sim::GenerateOk{boost::json::value(prefix_ + std::to_string(++given_))};
}

}  // namespace eddy::nodes
