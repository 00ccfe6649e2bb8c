// The options of one test, as plain data, in three: what plans, what runs, what judges. With the
// seed they name a run.
#pragma once

#include <algorithm>
#include <cstddef>

#include "sim/time.h"
#include "workloads/criteria.h"
#include "workloads/plan_options.h"
#include "workloads/run_options.h"

namespace eddy::workloads {

struct Options {
  PlanOptions plan;
  RunOptions run;
  Criteria criteria;

  std::size_t clients() const { return plan.concurrency.clients(run.node_count); }
  // Since the last fault was healed.
  sim::Duration recovery_time() const {
    constexpr sim::Duration kLeast = std::chrono::seconds(10);
    return criteria.recovery.value_or(std::max(kLeast, 20 * run.network.latency.mean));
  }
  friend bool operator==(const Options&, const Options&) = default;
};

}  // namespace eddy::workloads
