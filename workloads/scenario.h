// The plan of one run, as plain data: its options, every client operation and every fault, with
// their virtual times. It can be saved, edited by hand and run again.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.h"
#include "workloads/nemesis.h"
#include "workloads/options.h"

namespace eddy::workloads {

// What the same thread does a while after an operation has ended, unless it failed; until then it
// does nothing else.
struct FollowUp {
  sim::Duration after;
  std::string f;
  boost::json::value value;
};

// One operation of a client. Threads are the clients' places: thread i starts as process i and
// talks to node i mod n.
struct PlannedOperation {
  sim::Time at;              // since its phase began; of no meaning in the final phase
  std::uint32_t thread = 0;  // who does it, if free; else the next free one
  std::string f;
  boost::json::value value;
  std::optional<FollowUp> then = {};
};

struct Scenario {
  // Raised whenever the same scenario would give another fingerprint.
  static constexpr int kFormat = 1;

  Options options;
  std::vector<PlannedOperation> operations;           // by time
  std::vector<PlannedOperation> recovery_operations;  // by time, each of its thread (recovery.h)
  std::vector<PlannedOperation> final_operations;     // one each thread, after the recovery
  std::vector<PlannedFault> faults;                   // by time
};

// {"format": 1, "options": {…}, "operations": [{"at": 12000000, "thread": 3, "f": "read"}, …], …}.
// Times in nanoseconds.
boost::json::object to_json(const Scenario& scenario);

}  // namespace eddy::workloads
