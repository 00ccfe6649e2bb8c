// A message on its way: who sends what to whom.
#pragma once

#include <cstdint>

#include "eddy/sim/body.h"
#include "eddy/sim/message_id.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

// A message as its sender gives it.
struct Outgoing {
  NodeId dest;
  std::uint64_t msg_id = 0;       // 0: none; see eddy/sim/wire_id.h
  std::uint64_t in_reply_to = 0;  // 0: none
  BodyPtr body;
};

struct Envelope {
  NodeId src;  // the end of the link; see RawBody::claimed_sender
  NodeId dest;
  std::uint64_t msg_id = 0;       // 0: none
  std::uint64_t in_reply_to = 0;  // 0: none
  BodyPtr body;

  // Given by the run when it is sent.
  Time sent = {};
  std::uint32_t incarnation = 0;
  std::uint32_t number : 29 = 0;
  std::uint32_t copy : 1 = 0;  // 1: the second of two that arrive
  // 1: faults at events have counted the sending or the receipt that it waits for.
  std::uint32_t is_counted : 1 = 0;
  std::uint32_t is_let_through : 1 = 0;  // 1: no partition cuts or holds it

  MessageId id() const { return {src, incarnation, sent, number}; }
};

}  // namespace eddy::sim
