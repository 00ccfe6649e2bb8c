// The options from which the operations and the faults of a run are planned. A run that is planned
// needs none of them any more.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "eddy/workloads/concurrency.h"
#include "eddy/workloads/nemesis.h"

namespace eddy::workloads {

struct PlanOptions {
  std::string workload;  // its name
  double rate = 5;       // mean requests per second over all clients
  Concurrency concurrency;
  // The next four are of transactions and of kafka.
  std::optional<std::size_t> key_count;  // keys at any one time; nothing: the workload's own number
  std::size_t min_txn_length = 1;        // micro-operations
  std::size_t max_txn_length = 4;
  std::size_t max_writes_per_key = 16;  // then another key takes its place
  NemesisOptions nemesis;
  Liveness liveness = Liveness::all;

  friend bool operator==(const PlanOptions&, const PlanOptions&) = default;
};

}  // namespace eddy::workloads
