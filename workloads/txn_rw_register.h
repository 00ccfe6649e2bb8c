// Workload txn-rw-register: transactions that read registers and write them. Each value is written
// to a key once.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-txn-rw-register
//
// What clients see tells the order of two values only where one transaction reads the one and
// writes the other. A node that tells more, by sim::Node::versions, is asked when the run is over,
// and what it says goes into the history: then write cycles and lost updates are found that no
// client could see.
#pragma once

#include "workloads/transactions.h"

namespace eddy::workloads {

class TxnRwRegister final : public Transactions {
 public:
  TxnRwRegister() : Transactions("w", "rw-register") {}
  Inspection inspect(sim::Simulation& simulation, const checkers::History& history) const override;
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
