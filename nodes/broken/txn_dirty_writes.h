#pragma once

#include "nodes/txn/primary.h"

namespace eddy::nodes::broken {

// Bug: installs each write at once, without locks, so that one of another transaction comes between
// two of its own (G0). Claims read uncommitted. No client can see it where nothing is read: only
// the order in which the node installed the values tells.
class TxnDirtyWrites final : public txn::Primary {
 public:
  using Primary::Primary;

 private:
  boost::json::value look_up(const txn::Transaction& txn, const std::string& key) const override;
  void put(txn::Transaction& txn, const std::string& key, boost::json::value value) override;
  bool commit(const txn::Transaction& txn) override;
};

}  // namespace eddy::nodes::broken
