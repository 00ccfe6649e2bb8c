// Cycles as findings: explained step by step in words, as data, and drawn.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "checkers/transactional/graph/cycle_search.h"
#include "checkers/transactional/graph/precedence.h"
#include "checkers/transactional/report/explanation.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

// Of one type, this many cycles are drawn.
inline constexpr std::size_t kMaxDrawnCycles = 3;

struct ExplainedHistory {
  const History& history;
  std::span<const Transaction> transactions;
  const Explainer& explainer;
};

// `detail` has "cycle", the indices of its operations with the first one again at the end, and
// "steps", each with "type", "words" and what the explainer adds. Where `drawing` is not empty, the
// cycle is drawn under that name.
AnomalyCase describe_cycle(const ExplainedHistory& explained, const Cycle& cycle,
                           const std::string& drawing);

// Adds the cycles to what else was found, and cycle-search-timeout for what the budget left open. A
// cycle in which time or a process leads where the graph's data lead, too, says what a cycle of
// data says already, unless it rules out a model that nothing else does: only then it is added.
void add_cycles(const ExplainedHistory& explained, const DependencyGraph& graph,
                const FoundCycles& found, FoundAnomalies& findings);

// Adds empty-transaction-graph where neither data nor precedence relate any two transactions.
void add_emptiness(const DependencyGraph& graph, const Precedence& precedence,
                   FoundAnomalies& findings);

}  // namespace eddy::checkers
