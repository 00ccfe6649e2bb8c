#pragma once

#include "nodes/txn/primary.h"

namespace eddy::nodes::broken {

// Bug: installs its writes before it looks whether what it has read still holds, and leaves them
// there when it then answers txn-conflict: others read them (G1a). Claims read committed.
class TxnAbortedReads final : public txn::Primary {
 public:
  using Primary::Primary;

 private:
  bool commit(const txn::Transaction& txn) override;
  int attempts() const override { return 1; }
};

}  // namespace eddy::nodes::broken
