// Workload unique-ids: every id that a node gives out is new in the whole cluster.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class UniqueIds final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
