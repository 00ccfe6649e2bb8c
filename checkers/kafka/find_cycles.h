// Finds cycles of operations that depend on each other: G0, G1c, G0-realtime, G1c-realtime.
//
// * wr: one sent what the other polled. ww, if asked for: one sent the message just before the
//   other's. realtime: one was ok before the other began.
// * A cycle of only ww is G0, one of ww and wr G1c; -realtime if it needs that order too.
// * Of each strongly connected component one cycle of each kind is given, and none of a kind that
//   follows from another one found there: G0 implies all others, G1c and G0-realtime imply
//   G1c-realtime. So what is counted is components.
#pragma once

#include "checkers/kafka/fault.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/message_fates.h"
#include "checkers/kafka/operations.h"
#include "eddy/checkers/budget.h"
#include "eddy/checkers/kafka.h"

namespace eddy::checkers::kafka {

// Also finds empty-transaction-graph. Whether there is a cycle of a kind is decided by components,
// linear in operations × concurrency and messages polled; the budget bounds only how long a shorter
// cycle is looked for.
void find_cycles(const Operations& operations, const MessageFates& fates, const LogOrder& order,
                 WwDeps ww_deps, const Budget& budget, Faults& faults);

}  // namespace eddy::checkers::kafka
