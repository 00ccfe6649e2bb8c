// Runs the scenarios of a search in processes of their own, several at once.
//
// * A program that takes its process down, or computes without end, ends one run and not the search.
//   Such a run fails: checker "process", kind "signal SIGSEGV" or "no end".
// * What a run writes to standard error is not seen, but as the last words of one that died.
// * Runs of one scenario that are asked for together are made one after another in one process: what
//   a program leaves behind shows.
// * All of a run that died is recorded, the event whose handling has ended it included.
// * Who is asked to end is given the runs that have ended by then. A run is endless that computes a
//   hundred times as long as the slowest before it, and five seconds at least: of processor time, the
//   one thing here that depends on the machine. The first runs have all the time that they need, and five
//   seconds when they are asked to end.
#pragma once

#include <cstddef>
#include <functional>

#include "eddy/sim/node_program.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// Of this workload and program. `jobs`: as many processes at most. REQUIRES: there is such a
// workload; no threads of this process need what a copy of it does not have. To watch a run throws
// AskedToEnd where nothing was run before.
workloads::ScenarioRunner scenario_processes(const std::string& workload,
                                             const sim::NodeProgram& program, std::size_t jobs,
                                             std::function<bool()> is_asked_to_end = {});

}  // namespace eddy::tools
