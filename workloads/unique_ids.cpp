#include "workloads/unique_ids.h"

#include "eddy/checkers/unique_ids.h"
#include "eddy/sim/protocol/unique_ids.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {
namespace {

class Requests final : public Generator {
 public:
  Step next(const Turn& /*turn*/) override { return {"generate", nullptr}; }
  Step recovery_step(const RecoveryTurn& /*turn*/) override { return {"generate", nullptr}; }
};

}  // namespace

std::unique_ptr<Generator> UniqueIds::generator(const Options& /*options*/) const {
  return std::make_unique<Requests>();
}

sim::codec::Complaint UniqueIds::flaw_in(std::string_view f,
                                         const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"generate"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  return flaw_unless_null(value);
}

sim::Task<Outcome> UniqueIds::invoke(const Client& client,
                                     const PlannedOperation& /*operation*/) const {
  auto reply = co_await client.rpc(sim::Generate{});
  if (!reply) co_return Failed{reply.error()};
  co_return Done{std::move(reply->id)};
}

checkers::Verdict UniqueIds::check(const Run& run, const Criteria& /*criteria*/) const {
  return checkers::check_unique_ids(run.history);
}

}  // namespace eddy::workloads
