// What transactions over registers must have seen and missed: where no cycle says it, the levels of
// commit_level.h that take no search decide it.
//
// observed-transaction-vanishes: there is no order of commits that is monotonic atomic view (read
// committed for Biswas and Enea); fractured-read: none that is read atomic; causality-violation:
// none that is causal, with -process in the order of each process.
#pragma once

#include "eddy/checkers/budget.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"

namespace eddy::checkers {

// Looks for the prohibited ones, but not where a cycle that `looked_for` names would say as much,
// and ends with the first. Adds a doubt where the budget does not suffice.
void add_register_view_findings(const History& history, const AnomalySet& prohibited,
                                const AnomalySet& looked_for, const Budget& budget,
                                FoundAnomalies& findings);

}  // namespace eddy::checkers
