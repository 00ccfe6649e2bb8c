// Workload broadcast: values 0, 1, 2, … are to reach every node; a mix of broadcasts and reads, and
// a read by every client at the end.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class Broadcast final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  sim::BodyPtr shared_setup(sim::Host& client, const RunOptions& options) const override;
  sim::Task<sim::Result<void>> setup(sim::Host& client, sim::NodeId node,
                                     const sim::BodyPtr& topology) const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  ErrorRule error_rule(std::string_view f) const override;
  // The set checker, and how the values really spread (workloads/spread_report.h).
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
  bool has_settled(const checkers::History& history) const override;
  std::optional<checkers::Verdict> check_convergence(const Run& run,
                                                     const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
