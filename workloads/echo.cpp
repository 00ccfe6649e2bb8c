#include "workloads/echo.h"

#include <fmt/format.h>

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
  return checkers::check_echo(run.history);
}

}  // namespace eddy::workloads
