#include "nodes/broken/txn_fractured_reads.h"

#include <algorithm>

namespace eddy::nodes::broken {

boost::json::value TxnFracturedReads::look_up(const txn::Transaction& /*txn*/,
                                              const std::string& key) const {
  return store().read(key, last_commit());
}

bool TxnFracturedReads::may_commit(const txn::Transaction& txn) const {
  return std::none_of(txn.writes.begin(), txn.writes.end(),
                      [&](const auto& write) { return has_changed(txn, write.first); });
}

}  // namespace eddy::nodes::broken
