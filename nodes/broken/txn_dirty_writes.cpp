#include "nodes/broken/txn_dirty_writes.h"

namespace eddy::nodes::broken {

boost::json::value TxnDirtyWrites::look_up(const txn::Transaction& /*txn*/,
                                           const std::string& key) const {
  return store().read(key, last_commit());
}

void TxnDirtyWrites::put(txn::Transaction& /*txn*/, const std::string& key,
                         boost::json::value value) {
  store().install(key, next_commit(), std::move(value));
}

bool TxnDirtyWrites::commit(const txn::Transaction& /*txn*/) { return true; }

}  // namespace eddy::nodes::broken
