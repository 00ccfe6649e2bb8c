// A workload: which operations clients invoke, by which RPCs, and how the history is judged.
//
// To add one: a class of its own in workloads/NAME.h and .cpp, its messages in sim/protocol/, its
// line in workloads/catalog.cpp.
#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/history.h"
#include "checkers/verdict.h"
#include "sim/host.h"
#include "sim/task.h"
#include "workloads/options.h"
#include "workloads/run.h"
#include "workloads/scenario.h"

namespace eddy::workloads {

// What became of an operation.
struct Completion {
  checkers::OpType type = checkers::OpType::ok;  // ok, fail or info
  boost::json::value value;
  boost::json::value error;
};

// May an operation be repeated, or taken as not done, when its outcome is not known?
enum class Idempotence { no, yes };

// An error as a completion: fail when the error is definite or the operation idempotent, else info.
// The value is the invocation's. `error` is "net-timeout", or [name, text] as in Maelstrom.
Completion to_completion(const sim::Error& error, const boost::json::value& invoked,
                         Idempotence idempotence);

class Workload {
 public:
  static constexpr sim::Duration kClientTimeout = std::chrono::seconds(5);

  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  // The operation that the k-th invocation of the load is; `bits` are its random bits. Called for
  // k = 0, 1, … in a plan of its own for each scenario.
  struct Step {
    std::string f;
    boost::json::value value;
  };
  class Generator {
   public:
    virtual ~Generator() = default;
    virtual Step next(std::uint64_t bits) = 0;
  };
  virtual std::unique_ptr<Generator> generator() const = 0;
  // What each thread does in the final phase; none: there is no such phase.
  virtual std::vector<Step> final_steps() const { return {}; }

  // What a node is told after init, before the load begins.
  virtual sim::Task<sim::Result<void>> setup(sim::Host& client, sim::NodeId node,
                                             const sim::BodyPtr& shared) const;
  // The body that setup shares among all nodes, made once a run; empty if there is none.
  virtual sim::BodyPtr shared_setup(sim::Host& client, const Options& options) const;
  // One operation, by RPC.
  virtual sim::Task<Completion> invoke(sim::Host& client, sim::NodeId node,
                                       const PlannedOperation& operation) const = 0;

  // Judges the history, and whatever else the simulator saw.
  virtual checkers::Verdict check(const Run& run, const Options& options) const = 0;
};

}  // namespace eddy::workloads
