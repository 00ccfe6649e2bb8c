// The strongly connected components of a graph of dependencies and its order by process or time:
// every cycle lies in one of them.
#pragma once

#include <vector>

#include "checkers/transactional/graph/precedence.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

// A component as a graph of its own, in which its transactions are numbered anew.
struct Component {
  std::vector<TransactionId> members;  // their numbers in the history, ascending
  DependencyGraph graph;
  Precedence precedence;
};

// Those of more than one transaction, by their lowest transaction. O(n + m).
std::vector<Component> components_of(const DependencyGraph& graph, const Precedence& precedence);

}  // namespace eddy::checkers
