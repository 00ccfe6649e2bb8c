// The plan of one run, as plain data: its options, every client operation and every fault, with
// their virtual times. It says all of the run: it can be saved, edited by hand and run again
// (scenario_reader.h). docs/scenario.md describes its form as JSON.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/message_exception.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/client_options.h"
#include "eddy/workloads/nemesis.h"
#include "eddy/workloads/options.h"

namespace eddy::workloads {

// What the same thread does a while after an operation has ended, unless it failed; until then it
// does nothing else.
struct FollowUp {
  sim::Duration after;
  std::string f;
  boost::json::value value;

  friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

// One operation of a client. Threads are the clients' places: thread i starts as process i and
// talks to node i mod n.
struct PlannedOperation {
  sim::Time at;  // since its phase began; of no meaning in the final phase
  // Who does it. While it is busy, an operation of the load passes to the next free thread of its
  // group (ClientOptions::group_size); one of the recovery is left out. Of no meaning in the final
  // phase: each thread does all of its operations.
  std::uint32_t thread = 0;
  std::string f;
  boost::json::value value;
  std::optional<FollowUp> then = {};
  // Its number in the plan, among those of its phase; kept when others are taken out.
  std::uint64_t id = 0;

  friend bool operator==(const PlannedOperation&, const PlannedOperation&) = default;
};

struct Scenario {
  // Raised whenever the same scenario would give another fingerprint.
  static constexpr int kFormat = 2;

  Options options;
  ClientOptions clients;
  // How long nothing is asked between the load and the final phase. Where there are recovery
  // operations they take its place.
  sim::Duration quiet = std::chrono::seconds(10);
  std::vector<PlannedOperation> operations;           // by time
  std::vector<PlannedOperation> recovery_operations;  // by time, each of its thread (recovery.h)
  std::vector<PlannedOperation> final_operations;     // each thread does them all, in order
  // How often at most they are all done, a second apart, where the nodes do not agree.
  std::uint32_t final_rounds = 61;
  std::vector<PlannedFault> faults;  // by start
  // The nodes that must work again after the load; none: all. `lasting_faults` begin when all others
  // are healed, and last for ever; their times mean nothing.
  std::vector<sim::NodeId> core;
  std::vector<PlannedFault> lasting_faults;
  std::vector<sim::MessageException> exceptions;  // one a message

  friend bool operator==(const Scenario&, const Scenario&) = default;
};

// {"format": 2, "options": {…}, "operations": [{"id": 0, "at": 12000000, "f": "read"}, …], …}.
boost::json::object to_json(const Scenario& scenario);

}  // namespace eddy::workloads
