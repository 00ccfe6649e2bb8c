#include "workloads/lin_mutex.h"

#include <algorithm>
#include <vector>

#include "checkers/linearizable.h"
#include "sim/protocol/lin_mutex.h"

namespace eddy::workloads {

namespace {

class Turns final : public Workload::Generator {
 public:
  explicit Turns(std::size_t clients) : releases_next_(clients, false) {}

  Workload::Step next(const Workload::Turn& turn) override {
    const bool releases = releases_next_.at(turn.thread);
    releases_next_[turn.thread] = !releases;
    const std::string client = sim::NodeId::client(turn.thread).name();
    return {releases ? "release" : "acquire", boost::json::value(client)};
  }

 private:
  std::vector<bool> releases_next_;  // by thread
};

}  // namespace

std::unique_ptr<Workload::Generator> LinMutex::generator(const Options& options) const {
  return std::make_unique<Turns>(options.clients());
}

sim::Duration LinMutex::client_timeout(const Options& options) const {
  return std::max<sim::Duration>(10 * options.network.latency.mean, std::chrono::seconds(1));
}

sim::Task<Completion> LinMutex::invoke(const Client& client,
                                       const PlannedOperation& operation) const {
  if (operation.f == "acquire") {
    const auto reply = co_await client.rpc(sim::lin_mutex::Acquire{});
    if (!reply) co_return to_completion(reply.error(), operation.value, Idempotence::no);
  } else {
    const auto reply = co_await client.rpc(sim::lin_mutex::Release{});
    if (!reply) co_return to_completion(reply.error(), operation.value, Idempotence::no);
  }
  co_return Completion{checkers::OpType::ok, operation.value, nullptr};
}

checkers::Verdict LinMutex::check(const Run& run, const Options& /*options*/) const {
  checkers::LinearizableOptions lock;
  lock.model = checkers::LinearizableModel::owned_mutex;
  return checkers::check_linearizable(run.history, lock);
}

}  // namespace eddy::workloads
