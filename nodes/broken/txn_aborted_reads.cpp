#include "nodes/broken/txn_aborted_reads.h"

#include <algorithm>

namespace eddy::nodes::broken {

bool TxnAbortedReads::commit(const txn::Transaction& txn) {
  if (txn.writes.empty()) return true;
  const bool may_write = std::none_of(txn.writes.begin(), txn.writes.end(), [&](const auto& write) {
    return has_changed(txn, write.first);
  });
  if (!may_write) return false;
  const bool is_valid = may_commit(txn);
  install(txn);
  return is_valid;
}

}  // namespace eddy::nodes::broken
