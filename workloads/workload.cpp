#include "workloads/workload.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "workloads/surroundings.h"

namespace eddy::workloads {

Completion to_completion(const sim::Error& error, const boost::json::value& invoked,
                         Idempotence idempotence) {
  Completion completion;
  completion.type = is_definite(error.code) || idempotence == Idempotence::yes
                        ? checkers::OpType::fail
                        : checkers::OpType::info;
  completion.value = invoked;
  if (error.code == sim::ErrorCode::timeout) {
    completion.error = "net-timeout";
  } else {
    completion.error = boost::json::array{name(error.code), error.text};
  }
  if (error.is_misfit) completion.misfit = "not to be read";
  return completion;
}

Completion indeterminate(const sim::Error& error, const boost::json::value& invoked) {
  Completion completion = to_completion(error, invoked, Idempotence::no);
  completion.type = checkers::OpType::info;
  return completion;
}

checkers::ConvergenceOptions convergence_options(const Run& run, const Options& options) {
  checkers::ConvergenceOptions own;
  own.rounds.begins = run.aftermath.rounds;
  own.rounds.healed = sim::nanoseconds(run.aftermath.healed);
  own.rounds.in_time_until = sim::nanoseconds(run.aftermath.healed + options.recovery_time());
  const bool had_faults = !options.plan.nemesis.kinds.empty() ||
                          !options.run.network.loss.never() ||
                          !options.run.network.duplicate.never();
  own.rounds.occasion = had_faults ? "the faults were healed" : "the load ended";
  own.surroundings = surroundings_of(run, options);
  return own;
}

std::size_t Workload::group_size(const Options& options) const {
  return std::max<std::size_t>(options.clients(), 1);
}

std::optional<std::string> Workload::complaint(const Options& /*options*/) const {
  return std::nullopt;
}

sim::codec::Complaint Workload::flaw_in(std::string_view /*f*/,
                                        const boost::json::value& /*value*/) const {
  return std::nullopt;
}

sim::Duration Workload::client_timeout(const Options& /*options*/) const { return kClientTimeout; }

sim::Task<sim::Result<void>> Workload::setup(sim::Host& /*client*/, sim::NodeId /*node*/,
                                             const sim::BodyPtr& /*shared*/) const {
  co_return sim::Result<void>();
}

sim::BodyPtr Workload::shared_setup(sim::Host& /*client*/, const Options& /*options*/) const {
  return {};
}

}  // namespace eddy::workloads
