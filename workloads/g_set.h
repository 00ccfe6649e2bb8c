// Workload g-set: elements 0, 1, 2, … are added to a set that only grows; a mix of adds and reads,
// and a read by every client at the end.
//
// As in Maelstrom, no error is a definite one: whatever the reply, an operation that did not
// succeed ends in info.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class GSet final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  ErrorRule error_rule(std::string_view /*f*/) const override {
    return ErrorRule::may_have_happened;
  }
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
  bool has_settled(const checkers::History& history) const override;
  std::optional<checkers::Verdict> check_convergence(const Run& run,
                                                     const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
