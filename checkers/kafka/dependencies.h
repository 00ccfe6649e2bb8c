// The graph of operations that depend on each other.
#pragma once

#include <vector>

#include "checkers/kafka/fault.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/message_fates.h"
#include "checkers/kafka/operations.h"
#include "eddy/checkers/kafka.h"

namespace eddy::checkers::kafka {

struct Edge {
  OperationId from;
  OperationId to;
  Dependency why;
  MessageId message;  // as in Step
  MessageId before;
};

// All dependencies among the operations that send and poll, of realtime only as many as imply the
// rest: at most operations × concurrency. By `from`, then ww, wr, realtime.
std::vector<Edge> dependencies(const Operations& operations, const MessageFates& fates,
                               const LogOrder& order, WwDeps ww_deps);

}  // namespace eddy::checkers::kafka
