#include "workloads/setup.h"

#include <fmt/format.h>

#include <utility>

#include "eddy/sim/protocol/init.h"

namespace eddy::workloads {

void Setup::begin(std::function<void()> over) {
  over_ = std::move(over);
  shared_ = program_.shared_setup(client_, options_);
  outstanding_ = simulation_.nodes().size();
  for (const sim::NodeId node : std::vector(simulation_.nodes())) client_.spawn(make_ready(node));
}

sim::Task<void> Setup::make_ready(sim::NodeId node) {
  auto task = tell(node);
  std::string failure = co_await task;
  if (!failure.empty()) failures_.push_back(std::move(failure));
  if (--outstanding_ == 0) over_();
}

sim::Task<std::string> Setup::tell(sim::NodeId node) {
  const sim::Init init{node, simulation_.shared_nodes()};
  const auto ready = co_await client_.rpc(node, init, kInitTimeout);
  if (!ready) {
    co_return fmt::format("{} did not answer init: {}", node.name(), ready.error().text);
  }
  auto task = program_.setup(client_, node, shared_);
  const auto told = co_await task;
  if (told) co_return std::string();
  co_return fmt::format("{} did not get ready: {}", node.name(), told.error().text);
}

}  // namespace eddy::workloads
