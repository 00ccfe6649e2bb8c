#pragma once

#include "nodes/txn/primary.h"

namespace eddy::nodes::broken {

// Bug: validates what it writes and not what it has read: two transactions that each write what the
// other reads both commit. That is snapshot isolation; it claims to be serializable.
class TxnWriteSkew final : public txn::Primary {
 public:
  using Primary::Primary;

 private:
  bool may_commit(const txn::Transaction& txn) const override;
};

}  // namespace eddy::nodes::broken
