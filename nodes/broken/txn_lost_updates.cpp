#include "nodes/broken/txn_lost_updates.h"

namespace eddy::nodes::broken {

bool TxnLostUpdates::may_commit(const txn::Transaction& /*txn*/) const { return true; }

}  // namespace eddy::nodes::broken
