// How the clients of a run work: what plan() works out of the options and the workload, so that a
// run needs neither to know.
#pragma once

#include <cstddef>

#include "eddy/sim/time.h"

namespace eddy::workloads {

struct ClientOptions {
  std::size_t count = 1;  // of the load
  // Threads 0 … k − 1 are a group, k … 2k − 1 the next. An operation whose thread is busy passes to
  // another one of its group. Must be > 0.
  std::size_t group_size = 1;
  sim::Duration timeout = std::chrono::seconds(5);  // of each request

  friend bool operator==(const ClientOptions&, const ClientOptions&) = default;
};

}  // namespace eddy::workloads
