// What transactions over lists must have seen and missed (view_rules.h), as findings.
#pragma once

#include "eddy/checkers/budget.h"
#include "eddy/checkers/transactional/lists/list_history.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"

namespace eddy::checkers {

// Looks for the prohibited ones that no prohibited cycle says already, those that forbid least
// first; of one that another one found implies nothing is said. Adds a doubt where the budget does
// not suffice.
void add_view_findings(const ListHistory& history, const AnomalySet& prohibited,
                       const Budget& budget, FoundAnomalies& findings);

}  // namespace eddy::checkers
