#include "workloads/lin_mutex.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/checkers/linearizable.h"
#include "eddy/sim/protocol/lin_mutex.h"
#include "eddy/sim/random.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {

using namespace std::chrono_literals;

namespace {

// As many random draws of each line.
struct HoldTimes {
  std::uint64_t below;  // of 16
  sim::Duration least;
  sim::Duration most;
};
constexpr std::uint64_t kHoldDraws = 16;
constexpr HoldTimes kHoldTimes[] = {
    {4, 1ms, 10ms}, {8, 10ms, 100ms}, {12, 100ms, 1s}, {15, 1s, 10s}, {16, 10s, 30s}};

sim::Duration hold_time(sim::Random& random) {
  const std::uint64_t drawn = random.below(kHoldDraws);
  const auto* times = std::find_if(std::begin(kHoldTimes), std::end(kHoldTimes),
                                   [drawn](const HoldTimes& t) { return drawn < t.below; });
  return sim::Duration(random.between(times->least.count(), times->most.count()));
}

class Turns final : public Generator {
 public:
  explicit Turns(sim::Duration load) : longest_hold_(load / 2) {}

  Step next(const Turn& turn) override {
    constexpr std::uint64_t kOneIn = 8;
    sim::Random random(turn.bits, sim::Purpose::operation_choice, 0);
    const boost::json::value client(sim::NodeId::client(turn.thread).name());
    if (random.below(kOneIn) == 0) return {"release", client};
    return {"acquire", client,
            FollowUp{std::min(hold_time(random), longest_hold_), "release", client}};
  }
  Step recovery_step(const RecoveryTurn& turn) override {
    const std::string client = sim::NodeId::client(turn.thread).name();
    return {turn.round % 2 == 0 ? "acquire" : "release", boost::json::value(client)};
  }
  std::uint64_t recovery_cycle() const override { return 2; }

 private:
  sim::Duration longest_hold_;
};

}  // namespace

std::unique_ptr<Generator> LinMutex::generator(const Options& options) const {
  return std::make_unique<Turns>(options.run.time_limit);
}

std::vector<std::string_view> LinMutex::fitting_errors() const {
  return {name(sim::ErrorCode::key_does_not_exist), name(sim::ErrorCode::key_already_exists),
          name(sim::ErrorCode::precondition_failed)};
}

sim::codec::Complaint LinMutex::flaw_in(std::string_view f, const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"acquire", "release"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  const auto client =
      value.is_string() ? sim::NodeId::parse(std::string_view(value.get_string())) : std::nullopt;
  const bool fits = client && client->is_client();
  return fits ? std::nullopt : flaw_in_value("the name of a client, \"c0\"", value);
}

void LinMutex::reseat(PlannedOperation& operation, std::uint32_t thread) const {
  operation.thread = thread;
  operation.value = sim::NodeId::client(thread).name();
  if (operation.then) operation.then->value = operation.value;
}

sim::codec::Complaint LinMutex::flaw_in_plan(const Scenario& scenario) const {
  using sim::codec::Flaw;
  if (scenario.clients.group_size != 1) {
    return Flaw{"clients.group-size", fmt::format("expected 1, for each client has its own lock "
                                                  "operations, got {}",
                                                  scenario.clients.group_size)};
  }
  if (!scenario.final_operations.empty())
    return Flaw{"final-operations", "expected none: what all clients do last is no client's own"};
  for (const auto& [list, operations] :
       {std::pair{"operations", &scenario.operations},
        std::pair{"recovery-operations", &scenario.recovery_operations}}) {
    for (std::size_t i = 0; i < operations->size(); ++i) {
      const PlannedOperation& operation = (*operations)[i];
      const boost::json::value own(sim::NodeId::client(operation.thread).name());
      const bool fits = operation.value == own;
      if (fits && (!operation.then || operation.then->value == own)) continue;
      return Flaw{fmt::format("{}[{}].{}value", list, i, fits ? "then." : ""),
                  fmt::format("thread {} is the client {}, which takes no lock for another one",
                              operation.thread, boost::json::serialize(own))};
    }
  }
  return std::nullopt;
}

sim::Task<Outcome> LinMutex::invoke(const Client& client, const PlannedOperation& operation) const {
  if (operation.f == "acquire") {
    const auto reply = co_await client.rpc(sim::lin_mutex::Acquire{});
    if (!reply) co_return Failed{reply.error()};
  } else {
    const auto reply = co_await client.rpc(sim::lin_mutex::Release{});
    if (!reply) co_return Failed{reply.error()};
  }
  co_return Done{operation.value};
}

checkers::Verdict LinMutex::check(const Run& run, const Criteria& /*criteria*/) const {
  checkers::LinearizableOptions lock;
  lock.model = checkers::LinearizableModel::owned_mutex;
  return checkers::check_linearizable(run.history, lock);
}

}  // namespace eddy::workloads
