#pragma once

#include "nodes/txn/primary.h"

namespace eddy::nodes::broken {

// Bug: commits without looking whether the keys that it writes have changed since its snapshot, so
// that of two transactions that read one version and write it the first is lost. Claims snapshot
// isolation.
class TxnLostUpdates final : public txn::Primary {
 public:
  using Primary::Primary;

 private:
  bool may_commit(const txn::Transaction& txn) const override;
};

}  // namespace eddy::nodes::broken
