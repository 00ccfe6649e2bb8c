// A cycle of transactions, each before the next, the last one before the first: what cannot be.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

// Why `from` comes before the next step's `from`, or, in the last step, before the first one's.
struct CycleStep {
  TransactionId from;
  Dependency kind;

  bool operator==(const CycleStep&) const = default;
};

// Its transactions are all different, and it begins with the lowest number.
struct Cycle {
  Anomaly type;
  std::vector<CycleStep> steps;

  bool operator==(const Cycle&) const = default;

  // The transaction that step leads to.
  TransactionId to(std::size_t step) const { return steps[(step + 1) % steps.size()].from; }
};

// The type of a cycle that has steps of that order, too: G0-realtime for G0. REQUIRES: the type is
// one that type_of_cycle gives, without such steps.
Anomaly with_order(Anomaly type, SessionOrder order);

// G0 of ww steps only; G1c with at least one wr; G-single-item with one rw; G-nonadjacent-item with
// several, no two of them adjacent; G2-item with several, some adjacent. With -process or -realtime
// where there is such a step. REQUIRES: not all steps are by process or time.
Anomaly type_of_cycle(std::span<const CycleStep> steps);

}  // namespace eddy::checkers
