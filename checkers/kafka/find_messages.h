// Finds what is wrong with messages by themselves: duplicate, inconsistent-offsets, lost-write,
// unseen, G1a, precommitted-read, thin-air-read.
#pragma once

#include "checkers/kafka/fault.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/message_fates.h"
#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

// Linear in what was sent and polled, but for the sorting of each operation's own.
void find_message_faults(const Operations& operations, const MessageFates& fates,
                         const LogOrder& order, Faults& faults);

}  // namespace eddy::checkers::kafka
