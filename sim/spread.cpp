#include "eddy/sim/spread.h"

#include "eddy/sim/codec.h"

namespace eddy::sim {

void SpreadLog::learned(Time at, NodeId node, const boost::json::value& value) {
  const auto [found, is_new] = index_.try_emplace(codec::spread_hash(value), values_.size());
  if (is_new) values_.push_back({value, node, at, at, 0});
  Spread& spread = values_[found->second];
  spread.last = at;
  ++spread.nodes;
  learned_.push_back({static_cast<std::uint32_t>(found->second), node, at});
}

}  // namespace eddy::sim
