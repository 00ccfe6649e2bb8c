// A moment in a run that is told by an event, not by the clock: "before the third vote that n1
// sends". A fault may be placed there: Simulation::inject_at.
//
//   kill before a send    the message is never sent, nor what the node would have done after it
//   kill after a send     the message is the last thing that the node has done
//   pause before a send   the message leaves when the node is resumed
//   kill before a sync    nothing of what the sync would have made safe is
//   kill after a sync     all of it is, and the program has not learned it
//   an unsynced send      one by a node whose disk has writes that are not safe: killed after it,
//                         the node may have told what it then does not know
//   before a receipt      the message arrives at a node that is killed, paused or cut off already
//   after a receipt       the node has handled the message
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "eddy/base/named_enum.h"
#include "eddy/sim/node_id.h"

namespace eddy::sim {

enum class Side : std::uint8_t { before, after };
BOOST_DESCRIBE_ENUM(Side, before, after)

// What a node does.
enum class Act : std::uint8_t { send, receive, sync, unsynced_send };
BOOST_DESCRIBE_ENUM(Act, send, receive, sync, unsynced_send)

struct Trigger {
  Side side = Side::before;
  Act act = Act::send;
  std::string message = {};         // the type of what is sent or received; empty: any
  std::optional<NodeId> node = {};  // who does it; nothing: any node
  std::uint64_t number = 1;         // which one it is of all that are like it, from 1

  friend bool operator==(const Trigger&, const Trigger&) = default;
};

// "before send vote #3 of n1".
std::string describe(const Trigger& trigger);

}  // namespace eddy::sim
