#include "nodes/broken/txn_write_skew.h"

#include <algorithm>

namespace eddy::nodes::broken {

bool TxnWriteSkew::may_commit(const txn::Transaction& txn) const {
  return std::none_of(txn.writes.begin(), txn.writes.end(),
                      [&](const auto& write) { return has_changed(txn, write.first); });
}

}  // namespace eddy::nodes::broken
