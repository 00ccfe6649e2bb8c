// Workload txn-list-append: transactions that read lists and append to them. Each element is
// appended once, so a read tells who wrote what in which order.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-txn-list-append
#pragma once

#include "workloads/transactions.h"

namespace eddy::workloads {

class TxnListAppend final : public Transactions {
 public:
  TxnListAppend() : Transactions("append", "list-append") {}
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
