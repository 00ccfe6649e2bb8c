// The options of one test, as plain data, in three: what plans, what runs, what judges. With the
// seed they name a run.
#pragma once

#include <cstddef>

#include "eddy/sim/time.h"
#include "eddy/workloads/criteria.h"
#include "eddy/workloads/plan_options.h"
#include "eddy/workloads/run_options.h"

namespace eddy::workloads {

struct Options {
  PlanOptions plan;
  RunOptions run;
  Criteria criteria;

  std::size_t clients() const { return plan.concurrency.clients(run.node_count); }
  sim::Duration recovery_time() const { return criteria.recovery_time(run.network); }
  friend bool operator==(const Options&, const Options&) = default;
};

}  // namespace eddy::workloads
