// Workload lin-mutex: one lock for all clients. Eddy's own; in the manner of Jepsen's mutex tests.
//
// Seven operations in eight acquire. After one that succeeded, or whose outcome is not known, its
// client releases, too: after a drawn time, as often from 1 to 10 ms as from 10 to 100 ms or from
// 0.1 to 1 s, less often up to 10 s, and one time in sixteen from 10 to 30 s; but for half of the
// load at most, so that others have the lock, too, in a short one. Until then it does nothing else. The eighth operation releases what the client does not hold.
//
// A client is known to the nodes by its name, also after it has become another process of the
// history, and the value of an operation is that name; only who holds the lock may release it.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class LinMutex final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  // Nobody can release in another's place.
  std::size_t group_size(const Options& /*options*/) const override { return 1; }
  sim::Duration client_timeout(const Options& options) const override {
    return several_latencies(options);
  }
  std::vector<std::string_view> fitting_errors() const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  void reseat(PlannedOperation& operation, std::uint32_t thread) const override;
  sim::codec::Complaint flaw_in_plan(const Scenario& scenario) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
