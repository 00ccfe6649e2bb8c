#include "workloads/counter.h"

#include "eddy/checkers/pn_counter.h"
#include "eddy/sim/protocol/counter.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {

namespace {

// One operation in `one_in` is an add, of a delta from `least` to `most`.
struct Deltas {
  std::uint64_t one_in;
  std::int64_t least;
  std::int64_t most;
};
constexpr Deltas kGCounter{3, 0, 4};
constexpr Deltas kPnCounter{2, -5, 4};

class CounterMix final : public Generator {
 public:
  explicit CounterMix(const Deltas& deltas) : deltas_(deltas) {}

  Step next(const Turn& turn) override {
    if (sim::below(turn.bits, deltas_.one_in) > 0) return {"read", nullptr};
    sim::Random random(turn.bits, sim::Purpose::operation_choice, 0);
    return {"add", random.between(deltas_.least, deltas_.most)};
  }
  Step recovery_step(const RecoveryTurn& turn) override {
    if (turn.round % 2 == 0) return {"add", 1};
    return {"read", nullptr};
  }
  std::uint64_t recovery_cycle() const override { return 2; }
  std::vector<Step> final_steps() override { return {{"read", nullptr}}; }

 private:
  Deltas deltas_;
};

}  // namespace

std::unique_ptr<Generator> GCounter::generator(const Options& /*options*/) const {
  return std::make_unique<CounterMix>(kGCounter);
}

std::unique_ptr<Generator> PnCounter::generator(const Options& /*options*/) const {
  return std::make_unique<CounterMix>(kPnCounter);
}

sim::codec::Complaint Counter::flaw_in(std::string_view f, const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"add", "read"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  if (f == "read") return flaw_unless_null(value);
  return value.is_int64() ? std::nullopt : flaw_in_value("a whole number", value);
}

sim::Task<Outcome> Counter::invoke(const Client& client, const PlannedOperation& operation) const {
  if (operation.f == "read") {
    const auto reply = co_await client.rpc(sim::counter::Read{});
    if (!reply) co_return Failed{reply.error()};
    co_return Done{reply->value};
  }
  const sim::counter::Add request{operation.value.to_number<std::int64_t>()};
  const auto reply = co_await client.rpc(request);
  if (!reply) co_return Failed{reply.error()};
  co_return Done{operation.value};
}

checkers::Verdict Counter::check(const Run& run, const Criteria& /*criteria*/) const {
  return checkers::check_pn_counter(run.history, {}, checkers::EarlierReads::bounded);
}

bool Counter::has_settled(const checkers::History& history) const {
  return checkers::check_agreement(history).validity == checkers::Validity::valid &&
         checkers::check_pn_counter(history).validity == checkers::Validity::valid;
}

std::optional<checkers::Verdict> Counter::check_convergence(const Run& run,
                                                            const Criteria& criteria) const {
  return checkers::check_agreement(run.history, convergence_options(run, criteria));
}

}  // namespace eddy::workloads
