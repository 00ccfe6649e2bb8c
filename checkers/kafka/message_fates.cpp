#include "checkers/kafka/message_fates.h"

#include <algorithm>

namespace eddy::checkers::kafka {

MessageFates message_fates(const Operations& operations) {
  MessageFates fates;
  fates.sender.assign(operations.messages.size(), kNone);
  fates.first_poll.assign(operations.messages.size(), kNone);
  for (OperationId id = 0; id < operations.all.size(); ++id) {
    const Operation& operation = operations.all[id];
    for (const Record& sent : operations.sends_of(operation)) fates.sender[sent.message] = id;
    if (operation.outcome != OpType::ok) continue;
    fates.acknowledged += operation.sends;
    for (const Record& polled : operations.polls_of(operation)) {
      if (fates.first_poll[polled.message] != kNone) continue;
      fates.first_poll[polled.message] = id;
      ++fates.polled;
    }
  }
  fates.committed.reserve(operations.all.size());
  for (const Operation& operation : operations.all) {
    const auto sends = operations.sends_of(operation);
    const bool is_seen = std::any_of(sends.begin(), sends.end(), [&](const Record& sent) {
      return fates.first_poll[sent.message] != kNone;
    });
    fates.committed.push_back(operation.outcome == OpType::ok ||
                              (operation.outcome == OpType::info && is_seen));
  }
  return fates;
}

}  // namespace eddy::checkers::kafka
