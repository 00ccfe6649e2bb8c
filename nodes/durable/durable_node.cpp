#include "nodes/durable/durable_node.h"

#include "nodes/durable/epoch.h"

namespace eddy::nodes::durable {

DurableNode::DurableNode(sim::Host& host) : Node(host) {
  on(&DurableNode::init);
  spawn([this] { return begin(); });
}

std::optional<boost::json::value> DurableNode::state() const {
  if (epoch_ == 0) return std::nullopt;
  boost::json::object state{{"epoch", epoch_}};
  show(state);
  return state;
}

sim::Task<void> DurableNode::prepared() {
  constexpr sim::Duration kLong = std::chrono::hours(1);
  while (!is_prepared_) co_await until([this] { return is_prepared_; }, kLong);
}

sim::Task<sim::Result<sim::InitOk>> DurableNode::init(const sim::Init& /*m*/) {
  auto preparing = prepared();
  co_await preparing;
  co_return sim::InitOk{};
}

sim::Task<void> DurableNode::begin() {
  auto counting = next_epoch(host());
  epoch_ = co_await counting;
  auto preparing = prepare();
  co_await preparing;
  is_prepared_ = true;
}

}  // namespace eddy::nodes::durable
