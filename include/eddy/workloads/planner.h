// Of a workload, what plans: which operations its clients do, and how they work.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/codec/flaw.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// What a thread does next: a function, and its argument as the history has it.
struct Step {
  std::string f;
  boost::json::value value;
  std::optional<FollowUp> then = {};
};

// One invocation of the load, before it is known what it does.
struct Turn {
  std::uint64_t bits;    // its random bits; for more: sim::Random(bits, …)
  std::uint32_t thread;  // who does it, below ClientOptions::count, unless it is busy then
  std::uint64_t number;  // 0, 1, …: how many came before, of all threads
};

// One invocation of the recovery phase.
struct RecoveryTurn {
  std::size_t node;      // to whom it is sent
  std::uint32_t thread;  // who does it
  std::uint64_t round;   // 0, 1, …: how many were sent to this node before
};

// Plans the operations of one scenario, without their results: next() for each turn in the order of
// time, then recovery_step() for each of its turns, then final_steps().
class Generator {
 public:
  Generator() = default;
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  virtual ~Generator() = default;

  virtual Step next(const Turn& turn) = 0;
  // What is sent to a node in the recovery phase, to see that it works: each in a thread of its
  // own, of keys that the load does not use.
  virtual Step recovery_step(const RecoveryTurn& turn) = 0;
  // So many steps follow one another in the same thread before the next thread has its turn.
  virtual std::uint64_t recovery_cycle() const { return 1; }
  // What each thread does in the final phase; none: there is no such phase.
  virtual std::vector<Step> final_steps() { return {}; }
};

class Planner {
 public:
  Planner() = default;
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;
  virtual ~Planner() = default;

  virtual std::unique_ptr<Generator> generator(const Options& options) const = 0;
  // As ClientOptions::group_size; unless a workload says otherwise, all threads are one group.
  virtual std::size_t group_size(const Options& options) const;
  // As ClientOptions::timeout; unless a workload says otherwise, 5 s.
  virtual sim::Duration client_timeout(const Options& options) const;
  // How many clients there are unless --concurrency says.
  virtual Concurrency default_concurrency() const { return {}; }
  // Why it cannot be run with these options, in one line; nothing: it can.
  virtual std::optional<std::string> complaint(const Options& options) const;
  // What is wrong with an operation that somebody else planned: its function, or its value.
  // ClientProgram::invoke takes what this finds nothing wrong with.
  virtual sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const;
  // Lets another thread do the operation.
  virtual void reseat(PlannedOperation& operation, std::uint32_t thread) const;
  // What is wrong with a scenario that somebody else planned, beyond its single operations.
  virtual sim::codec::Complaint flaw_in_plan(const Scenario& scenario) const;
};

// max(10 × (latency + hop), 1 s): as long as the clients of Maelstrom's lin-kv wait, and the hops.
// Ten latencies more where they are exponential: of four messages one after another one in a
// hundred takes longer, though nothing is wrong.
sim::Duration several_latencies(const Options& options);

}  // namespace eddy::workloads
