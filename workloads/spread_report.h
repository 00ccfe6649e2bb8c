// How the values of a broadcast really spread, which no client can see, against the optimum for the
// topology and latency of the run.
//
// A value's spread is the time from the first node that had it to the last one. Its optimum is the
// eccentricity of that first node × (the mean latency + the mean hop); the fewest messages for a
// value are n − 1. A program that does not keep to the topology can beat the first, and so can one
// that sends a value on several ways, for latencies and hops are drawn.
#pragma once

#include "eddy/checkers/verdict.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {

// Adds figures and a report "spread" to the verdict:
//   spread.p50 .p95 .p99 .max (ms)        of the values that reached all nodes
//   spread.incomplete-count               values that some node never had
//   spread.over-optimum                   median of spread ÷ optimum
//   messages-per-broadcast                between servers, and .over-optimum: ÷ (n − 1)
// In the report also "values": for each value the first node that had it, when that was, and when
// the last of "nodes" nodes had it, in ns. No figure of time has a value when the program does not
// tell what it learns (Host::learned).
void add_spread(checkers::Verdict& verdict, const Run& run);

}  // namespace eddy::workloads
