// One run as a job: options or a scenario in, outcome out.
//
// Nothing is printed but what the nodes' logs and messages are asked for, nothing is written but
// the trace, and nothing is shared: many runs may go on at once, each in a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "eddy/sim/node_id.h"
#include "eddy/sim/node_program.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/options.h"
#include "eddy/workloads/scenario.h"
#include "tools/run_log.h"

namespace eddy::tools {

struct RunJob {
  workloads::Options options;
  sim::NodeProgram program;  // the one that the options name
  std::string reproduce;     // the line that gives the same run
  RunLogOptions log;
  bool verify = false;  // run twice more and compare
  // Of these options; nothing: it is planned from them.
  std::optional<workloads::Scenario> scenario = {};
  sim::Observer* observer = nullptr;  // of its first run; none where its log wants the events
  sim::Pace* pace = nullptr;          // of its first run
};

struct RunOutcome {
  workloads::Experiment experiment;
  std::map<sim::NodeId, std::string> node_logs;
  std::optional<workloads::Difference> difference;  // what --verify found
  std::chrono::nanoseconds wall{0};                 // without the runs that verify
};

// Who watches a run, and may end it.
struct RunWatch {
  std::function<void(const std::string& task)>
      show;  // told now and then what goes on; may be empty
  std::stop_token stop;
};

// Nothing: `watch.stop` was requested before the run had its end.
std::optional<RunOutcome> run_one(const RunJob& job, const RunWatch& watch = {});

}  // namespace eddy::tools
