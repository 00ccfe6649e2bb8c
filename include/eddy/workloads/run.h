// run: from a scenario to a history, and what the simulator saw besides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/given_up.h"
#include "eddy/sim/limits.h"
#include "eddy/sim/message_id.h"
#include "eddy/sim/node_program.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/spread.h"
#include "eddy/sim/time.h"
#include "eddy/sim/traffic.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/run_options.h"

namespace eddy::workloads {

class ClientProgram;
struct PlannedFault;
struct Scenario;

// Who talks to whom: process p is of thread p mod threads, thread t talks to node t mod nodes.
struct Seating {
  std::size_t threads = 1;
  std::size_t nodes = 1;

  sim::NodeId node_of(std::int64_t process) const {
    return sim::NodeId::node(
        static_cast<std::uint32_t>(static_cast<std::size_t>(process) % threads % nodes));
  }
};

// Notes in every operation of a client which node it asks.
void note_nodes(checkers::History& history, const Seating& seating);

// How the nodes were asked once the load was over.
struct Aftermath {
  sim::Time healed;  // when the last fault was healed
  // The positions in the history where the recovery and the final phase begin, if there were any.
  std::optional<std::uint32_t> recovery_begins;
  std::optional<std::uint32_t> final_begins;
  // The positions where all nodes begin to be asked once more, in the recovery phase, too.
  std::vector<std::uint32_t> rounds;
};

// An answer that does not fit its request.
struct Misfit {
  std::uint32_t completion;  // its position in the history
  std::string kind;          // "another key", "not to be read"
};

// A fault of the plan that came about, and when it was active.
struct ActiveFault {
  sim::Fault fault;
  sim::Time begin;
  sim::Time end;
  std::uint32_t id = 0;  // PlannedFault::id
};

// Which planned operation an invocation of the history is.
struct Invocation {
  std::uint32_t position;   // in the history
  Phase phase;              // which of the scenario's lists has the operation
  std::uint64_t operation;  // PlannedOperation::id; of a follow-up, that of what it follows
  std::uint32_t thread;     // who did it; another one than planned, if that one was busy

  friend bool operator==(const Invocation&, const Invocation&) = default;
};

// Everything that checkers and reports need to know of a run that has ended.
struct Run {
  RunOptions options;
  checkers::History history;
  // By position. In the final phase each operation is invoked by each thread, and once more in each
  // round.
  std::vector<Invocation> invocations;
  Seating seating;
  std::size_t planned = 0;  // operations of the load
  std::size_t begun = 0;    // those that found a client free in time
  Aftermath aftermath;
  std::vector<Misfit> misfits;  // by position
  std::uint64_t fingerprint = 0;
  std::uint64_t events = 0;
  sim::Time end;
  sim::Traffic traffic;  // without that of the recovery phase
  std::vector<sim::Spread> spread;
  std::vector<sim::Learned> learned;
  std::vector<ActiveFault> faults;  // by begin
  std::vector<sim::NodeId> core;    // that had to work again after the load; none: all
  // Of the scenario's exceptions, the messages that were never sent.
  std::vector<sim::MessageId> unmet_exceptions;
  std::size_t unmet_branches = 0;  // of its name, whose events did not come
  std::uint64_t told = 0;          // events, sendings included
  std::vector<sim::Simulation::Failure> failures;
  std::optional<sim::Breach> breach;  // the invariant that ended the run
  sim::Labels labels;                 // those that its programs looked for
  std::optional<sim::BoundReached> stopped;
  std::optional<sim::GivenUp> given_up;  // by a node that cannot be run any further
  // Why it may differ from other runs of its seed, "n0, n2: it opened a socket"; none: it does not.
  std::vector<std::string> unrepeatable;
  bool interrupted = false;  // it was asked to end before its end: it is not to be judged
  // The nodes that did not get ready, and why; then there was no load.
  std::vector<std::string> setup_failures;

  // Nobody knows what the rest would have shown.
  bool is_cut_short() const { return stopped || given_up; }
};

// Those that the scenario places at events, where no such event came.
std::vector<PlannedFault> faults_that_never_came(const Scenario& scenario, const Run& run);

// Told now and then how far the run has come; may take its time.
using Progress = std::function<void(sim::Time now, std::uint64_t events)>;

// Runs the scenario to its end, or to a bound. `simulation` must be new, and of this scenario
// (make_simulation).
Run run(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program,
        const Progress& progress = {}, const std::stop_token& stop = {});

// A simulation for this scenario, its nodes made by the program, with the program's services.
std::unique_ptr<sim::Simulation> make_simulation(const Scenario& scenario,
                                                 const sim::NodeProgram& program);

}  // namespace eddy::workloads
