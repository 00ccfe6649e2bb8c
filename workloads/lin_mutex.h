// Workload lin-mutex: one lock for all clients. Eddy's own; in the manner of Jepsen's mutex tests.
//
// Each client acquires and releases in turn, whatever came of it: a refused acquire is followed by
// a release that is refused, too, and after an acquire of unknown outcome the release makes sure
// that the lock is not lost. A client is known to the nodes by its name, also after it has become
// another process of the history, and the value of an operation is that name; only who holds the
// lock may release it.
#pragma once

#include "workloads/workload.h"

namespace eddy::workloads {

class LinMutex final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  // Nobody can release in another's place.
  std::size_t group_size(const Options& /*options*/) const override { return 1; }
  // max(10 × latency, 1 s), as for lin-kv.
  sim::Duration client_timeout(const Options& options) const override;
  sim::Task<Completion> invoke(const Client& client,
                               const PlannedOperation& operation) const override;
  checkers::Verdict check(const Run& run, const Options& options) const override;
};

}  // namespace eddy::workloads
