// What became of each message: who sent it, whether that took effect, who polled it.
#pragma once

#include <vector>

#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

struct MessageFates {
  std::vector<OperationId> sender;      // by message; kNone: nobody
  std::vector<OperationId> first_poll;  // by message: the first ok operation that polled it
  std::vector<bool> committed;          // by operation, as kafka.h says when
  std::size_t acknowledged = 0;         // messages whose send was ok
  std::size_t polled = 0;               // messages that an ok operation polled
};

MessageFates message_fates(const Operations& operations);

}  // namespace eddy::checkers::kafka
