// Which figures the runs of a workload report, known before there is a run.
#pragma once

#include <vector>

#include "eddy/checkers/verdict.h"
#include "eddy/workloads/workload.h"

namespace eddy::workloads {

// In the order of a run's results, without their values. Of figures for each function,
// "latency.read.p50", those of the functions that the workload plans.
std::vector<checkers::Figure> known_figures(const Workload& workload, const Options& options);

// Throws BadInput at an expectation of the criteria that cannot be read, or names no such figure.
void require_expectations(const Workload& workload, const Options& options);

}  // namespace eddy::workloads
