// The options of one test, as plain data: together with the seed they name a run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checkers/availability.h"
#include "checkers/expect.h"
#include "sim/limits.h"
#include "sim/network.h"
#include "sim/service_program.h"
#include "sim/time.h"
#include "sim/topology.h"
#include "workloads/nemesis.h"

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

struct Options {
  std::string workload;
  std::string node;  // the node program
  std::uint64_t seed = 0;
  std::size_t node_count = 5;
  double rate = 5;  // mean requests per second over all clients
  sim::Duration time_limit = std::chrono::seconds(60);
  Concurrency concurrency;
  sim::TopologyKind topology = sim::TopologyKind::grid;
  sim::NetworkOptions network;
  sim::ServiceOptions services;
  // Of transactions, and of kafka.
  std::optional<std::size_t> key_count;  // keys at any one time; nothing: the workload's own number
  std::size_t min_txn_length = 1;        // micro-operations
  std::size_t max_txn_length = 4;
  std::size_t max_writes_per_key = 16;  // then another key takes its place
  std::vector<std::string> consistency_models = {"strict-serializable"};
  // Of kafka: of the commits of a key the highest counts, not the last.
  bool rising_offsets = false;
  NemesisOptions nemesis;
  // How soon after the last fault all must work again; nothing: 10 s, or 20 × the latency.
  std::optional<sim::Duration> recovery;
  sim::Limits limits;
  // What the run is held against; no part of the plan.
  checkers::AvailabilityGoal availability;
  std::vector<std::string> expectations;  // as written, "stable-latency.p50 < 400ms"

  std::size_t clients() const { return concurrency.clients(node_count); }
  sim::Duration recovery_time() const {
    constexpr sim::Duration kLeast = std::chrono::seconds(10);
    return recovery.value_or(std::max(kLeast, 20 * network.latency.mean));
  }
};

}  // namespace eddy::workloads
