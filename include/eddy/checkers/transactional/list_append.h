// Transactions that append to lists and read them: what their reads prove about isolation, in the
// manner of Elle.
//
// * Operations are ["append", key, element] and ["r", key, list]; list_history.h has the details. A
//   value is appended to a key at most once: then a read tells what was there and in which order.
// * From that order follow dependencies (list_versions.h), from these cycles (cycle_search.h), and
//   from cycles and what is wrong without any (list_findings.h) the models that cannot hold.
// * Where nothing prohibited was found so, and a model is defined by what a transaction must see
//   (atomic visibility, causal consistency, session guarantees), view_rules.h decides it.
// * Prohibited are the anomalies that the models rule out, and those that are named. If only
//   anomalies are named, only these are prohibited. If neither is named, the model is
//   strict-serializable.
// * The order of processes, and that of real time, counts only if a prohibited anomaly needs it.
// * What differs from Elle: a read of an element that nobody appended is a finding (thin-air-read)
//   and no error of the checker; a call without completion may have taken effect; cycles are found
//   that Elle's search misses where time allows no more.
//
// Source: Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
// Observations" (VLDB 2020), and Elle's code for the corners.
#pragma once

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/lists/list_history.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Report and figures: see FoundAnomalies::conclude. Throws BadOperation for other operations and
// for duplicate appends, BadInput for unknown models and anomalies. Near O(n log n); memory and
// steps beyond the budget make the verdict unknown.
Verdict check_list_append(const History& history, const CheckOptions& options = {});

// The dependencies of the transactions' data; on the way adds to the findings what is wrong without
// a cycle, and a doubt if there are more dependencies than the budget has memory for.
DependencyGraph list_dependencies(const ListHistory& history, const Budget& budget,
                                  FoundAnomalies& findings);

}  // namespace eddy::checkers
