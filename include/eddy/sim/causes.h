// What led to an event of a recording.
//
// An event has its cause (eddy/sim/event.h). The sending of a reply has one more: the first arrival
// of the request that it answers. The two differ where the handler has waited: a coroutine that
// waits for a condition is woken by a timer, and the cause of that timer is the event that made the
// condition hold.
//
// A cause that the recording does not have leads nowhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/trace.h"

namespace eddy::sim {

// The place of the event of that number; nothing: the recording does not have it. O(log n).
std::optional<std::size_t> place_in(const Recording& recording, EventNumber number);

// What led to an event at once, by places in the recording, which is kept by the caller.
class DirectCauses {
 public:
  explicit DirectCauses(const Recording& recording);

  struct Places {
    std::optional<std::size_t> cause;
    std::optional<std::size_t> answered;  // the arrival of the request that a reply answers
  };
  Places of(std::size_t place) const;

 private:
  const Recording& recording_;
  std::map<std::tuple<NodeId, NodeId, std::uint64_t>, std::size_t> requests_;  // at, from, msg_id
};

// The event's causes, their causes, and so on, and itself: by number. O(n log n) in the events of
// the recording. REQUIRES: the recording has the event.
std::vector<EventNumber> causal_past(const Recording& recording, EventNumber event);

// What led to what a client got for an operation: the causal past of each arrival at the client
// that answers a request of that operation, and the operation's beginning. What came before a
// client began an operation, this one or another, is no part of it. Empty: the operation did not
// begin. An operation of the last phase is done by many clients: by all, or by the given one.
std::vector<EventNumber> causal_past(const Recording& recording, const OperationId& operation,
                                     std::optional<NodeId> client = {});

}  // namespace eddy::sim
