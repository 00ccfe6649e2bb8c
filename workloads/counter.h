// Workloads g-counter and pn-counter: a mix of adds and reads, and a read by every client at the
// end, which must be the sum of all adds.
//
// The deltas are Maelstrom's: −5 … 4, each as often as any other, and of g-counter 0 … 4; and
// because Maelstrom takes them by leaving the negative adds out, only a third of g-counter's
// operations are adds. As there, no error is a definite one: whatever the reply, an operation that
// did not succeed ends in info.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class Counter : public Workload {
 public:
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

class GCounter final : public Counter {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
};

class PnCounter final : public Counter {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
};

}  // namespace eddy::workloads
