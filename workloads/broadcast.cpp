#include "workloads/broadcast.h"

#include <boost/json/array.hpp>
#include <utility>

#include "eddy/checkers/set_full.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/topology.h"
#include "workloads/operation_form.h"
#include "workloads/spread_report.h"
#include "workloads/surroundings.h"

namespace eddy::workloads {

namespace {

class BroadcastMix final : public Generator {
 public:
  Step next(const Turn& turn) override {
    if (sim::below(turn.bits, 2) == 0) return {"broadcast", next_value_++};
    return {"read", nullptr};
  }
  Step recovery_step(const RecoveryTurn& turn) override {
    if (turn.round % 2 == 0) return {"broadcast", next_value_++};
    return {"read", nullptr};
  }
  std::uint64_t recovery_cycle() const override { return 2; }
  std::vector<Step> final_steps() override { return {{"read", nullptr}}; }

 private:
  std::int64_t next_value_ = 0;
};

}  // namespace

std::unique_ptr<Generator> Broadcast::generator(const Options& /*options*/) const {
  return std::make_unique<BroadcastMix>();
}

sim::BodyPtr Broadcast::shared_setup(sim::Host& client, const RunOptions& options) const {
  const sim::TopologyGraph topology(options.topology, options.node_count);
  return client.share(sim::broadcast::Topology{sim::Shared(topology.to_map())});
}

sim::Task<sim::Result<void>> Broadcast::setup(sim::Host& client, sim::NodeId node,
                                              const sim::BodyPtr& topology) const {
  const auto reply =
      co_await client.rpc_shared<sim::broadcast::Topology>(node, topology, kSetupTimeout);
  if (!reply) co_return reply.error();
  co_return sim::Result<void>();
}

sim::codec::Complaint Broadcast::flaw_in(std::string_view f,
                                         const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"broadcast", "read"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  return f == "read" ? flaw_unless_null(value) : std::nullopt;
}

sim::Task<Outcome> Broadcast::invoke(const Client& client,
                                     const PlannedOperation& operation) const {
  if (operation.f == "read") {
    auto reply = co_await client.rpc(sim::broadcast::Read{});
    if (!reply) co_return Failed{reply.error()};
    co_return Done{nullptr, std::move(reply->messages)};
  }
  const sim::broadcast::Broadcast request{operation.value};
  const auto reply = co_await client.rpc(request);
  if (!reply) co_return Failed{reply.error()};
  co_return Done{operation.value};
}

ErrorRule Broadcast::error_rule(std::string_view f) const {
  return f == "read" ? ErrorRule::did_not_happen : ErrorRule::by_code;
}

checkers::Verdict Broadcast::check(const Run& run, const Criteria& /*criteria*/) const {
  checkers::SetFullOptions set;
  set.add = "broadcast";
  set.same_moment = checkers::SameMoment::concurrent;
  set.surroundings = surroundings_of(run);
  checkers::Verdict verdict = checkers::check_set_full(run.history, set);
  add_spread(verdict, run);
  return verdict;
}

bool Broadcast::has_settled(const checkers::History& history) const {
  return checkers::has_converged(history, "broadcast");
}

std::optional<checkers::Verdict> Broadcast::check_convergence(const Run& run,
                                                              const Criteria& criteria) const {
  auto own = convergence_options(run, criteria);
  own.add = "broadcast";
  return checkers::check_convergence(run.history, own);
}

}  // namespace eddy::workloads
