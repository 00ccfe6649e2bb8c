#include "workloads/g_set.h"

#include <utility>

#include "eddy/checkers/set_full.h"
#include "eddy/sim/protocol/g_set.h"
#include "workloads/operation_form.h"
#include "workloads/surroundings.h"

namespace eddy::workloads {

namespace {

class GSetMix final : public Generator {
 public:
  Step next(const Turn& turn) override {
    if (sim::below(turn.bits, 2) == 0) return {"add", next_element_++};
    return {"read", nullptr};
  }
  Step recovery_step(const RecoveryTurn& turn) override {
    if (turn.round % 2 == 0) return {"add", next_element_++};
    return {"read", nullptr};
  }
  std::uint64_t recovery_cycle() const override { return 2; }
  std::vector<Step> final_steps() override { return {{"read", nullptr}}; }

 private:
  std::int64_t next_element_ = 0;
};

}  // namespace

std::unique_ptr<Generator> GSet::generator(const Options& /*options*/) const {
  return std::make_unique<GSetMix>();
}

sim::codec::Complaint GSet::flaw_in(std::string_view f, const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"add", "read"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  return f == "read" ? flaw_unless_null(value) : std::nullopt;
}

sim::Task<Outcome> GSet::invoke(const Client& client, const PlannedOperation& operation) const {
  if (operation.f == "read") {
    auto reply = co_await client.rpc(sim::g_set::Read{});
    if (!reply) co_return Failed{reply.error()};
    co_return Done{nullptr, std::move(reply->value)};
  }
  const sim::g_set::Add request{operation.value};
  const auto reply = co_await client.rpc(request);
  if (!reply) co_return Failed{reply.error()};
  co_return Done{operation.value};
}

checkers::Verdict GSet::check(const Run& run, const Criteria& /*criteria*/) const {
  checkers::SetFullOptions set;
  set.same_moment = checkers::SameMoment::concurrent;
  set.surroundings = surroundings_of(run);
  return checkers::check_set_full(run.history, set);
}

bool GSet::has_settled(const checkers::History& history) const {
  return checkers::has_converged(history, "add");
}

std::optional<checkers::Verdict> GSet::check_convergence(const Run& run,
                                                         const Criteria& criteria) const {
  auto own = convergence_options(run, criteria);
  return checkers::check_convergence(run.history, own);
}

}  // namespace eddy::workloads
