#pragma once

#include "nodes/txn/primary.h"

namespace eddy::nodes::broken {

// Bug: each read sees the newest committed value and not that of the snapshot, so that a
// transaction sees one write of another and misses the next. Claims snapshot isolation.
class TxnFracturedReads final : public txn::Primary {
 public:
  using Primary::Primary;

 private:
  boost::json::value look_up(const txn::Transaction& txn, const std::string& key) const override;
  bool may_commit(const txn::Transaction& txn) const override;
};

}  // namespace eddy::nodes::broken
