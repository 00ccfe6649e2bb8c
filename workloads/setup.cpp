#include "workloads/setup.h"

#include <fmt/format.h>

#include <utility>

#include "checkers/evidence.h"
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
  if (!failure.empty() && simulation_.host(node).failure() != nullptr) {
    failed_.push_back(node.name());
  } else if (!failure.empty()) {
    failures_.push_back(std::move(failure));
  }
  if (--outstanding_ > 0) co_return;
  if (!failed_.empty()) {
    const std::string were_not = failed_.size() == 1 ? "it was" : "they were";
    failures_.push_back(fmt::format("{} failed before {} ready",
                                    checkers::enumerate(std::move(failed_)), were_not));
  }
  over_();
}

void Setup::begin_again(sim::NodeId node) { client_.spawn(make_ready_again(node)); }

// An init that has arrived is not sent again: a paused node, or one that reads a slow disk, may
// take its time.
sim::Task<void> Setup::make_ready_again(sim::NodeId node) {
  const sim::Host& host = simulation_.host(node);
  const std::uint32_t life = host.incarnation();
  const sim::Init init{node, simulation_.shared_nodes()};
  while (lives(node, life) && !host.is_up()) {
    if (std::holds_alternative<sim::NotStarted>(host.lifecycle())) {
      co_await client_.rpc(node, init, kInitTimeout);
    } else {
      co_await client_.sleep(kBetweenLooks);
    }
  }
  while (lives(node, life)) {
    auto task = program_.setup(client_, node, shared_);
    const auto told = co_await task;
    if (told || sim::is_definite(told.error().code)) co_return;
  }
}

bool Setup::lives(sim::NodeId node, std::uint32_t incarnation) const {
  const sim::Host& host = simulation_.host(node);
  return host.incarnation() == incarnation &&
         !std::holds_alternative<sim::Down>(host.lifecycle()) && host.failure() == nullptr;
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
