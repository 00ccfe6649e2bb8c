// How many clients a run has, as it was asked for.
#pragma once

#include <cstddef>

namespace eddy::workloads {

// `--concurrency N` or `Kn`: how many clients, or how many for each node.
struct Concurrency {
  std::size_t count = 1;
  bool per_node = true;

  std::size_t clients(std::size_t node_count) const {
    return per_node ? count * node_count : count;
  }
  friend bool operator==(const Concurrency&, const Concurrency&) = default;
};

}  // namespace eddy::workloads
