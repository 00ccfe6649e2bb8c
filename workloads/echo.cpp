#include "workloads/echo.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "eddy/checkers/echo.h"
#include "eddy/sim/protocol/echo.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {
namespace {

class Payloads final : public Generator {
 public:
  Step next(const Turn& turn) override {
    constexpr std::uint64_t kPayloads = 128;
    return {"echo",
            boost::json::string(fmt::format("Please echo {}", sim::below(turn.bits, kPayloads)))};
  }
  Step recovery_step(const RecoveryTurn& turn) override {
    return {"echo",
            boost::json::string(fmt::format("Please echo {} once all is well", turn.round))};
  }
};

// Was the node down, or did it stand still, between those times?
bool was_away(const Run& run, sim::NodeId node, std::int64_t since, std::int64_t until) {
  return std::any_of(run.faults.begin(), run.faults.end(), [&](const ActiveFault& active) {
    const std::vector<sim::NodeId>* nodes = nullptr;
    if (const auto* kill = std::get_if<sim::Kill>(&active.fault)) nodes = &kill->nodes;
    if (const auto* pause = std::get_if<sim::Pause>(&active.fault)) nodes = &pause->nodes;
    return nodes != nullptr && std::find(nodes->begin(), nodes->end(), node) != nodes->end() &&
           sim::nanoseconds(active.begin) <= until && sim::nanoseconds(active.end) >= since;
  });
}

}  // namespace

std::unique_ptr<Generator> Echo::generator(const Options& /*options*/) const {
  return std::make_unique<Payloads>();
}

sim::codec::Complaint Echo::flaw_in(std::string_view f, const boost::json::value& /*any*/) const {
  constexpr std::string_view kFunctions[] = {"echo"};
  return flaw_in_function(f, kFunctions);
}

sim::Task<Outcome> Echo::invoke(const Client& client, const PlannedOperation& operation) const {
  const sim::Echo request{operation.value};
  auto reply = co_await client.rpc(request);
  if (!reply) co_return Failed{reply.error()};
  co_return Done{std::move(reply->echo)};
}

checkers::Verdict Echo::check(const Run& run, const Criteria& /*criteria*/) const {
  const bool loses = run.options.network.client_faults;
  return checkers::check_echo(
      run.history, [&](const checkers::Op& invocation, const checkers::Op* completion) {
        if (loses && invocation.time <= sim::nanoseconds(run.aftermath.healed)) return true;
        return was_away(run, run.seating.node_of(invocation.process), invocation.time,
                        completion == nullptr ? sim::nanoseconds(run.end) : completion->time);
      });
}

}  // namespace eddy::workloads
