// What the Raft log replicates: one request of a client to the key-value store.
//
// A command travels more than once when messages are lost or doubled, so it has a name: the node
// that a client gave it to, and its number there. The state machine carries out a name once
// (nodes/raft/kv_state.h).
#pragma once

#include <cstdint>
#include <string>

#include "eddy/sim/message.h"

namespace eddy::nodes::raft {

struct Command {
  sim::NodeId origin;
  std::uint64_t serial = 0;
  std::uint64_t oldest = 0;  // the origin waits for no command of its own before this one
  std::string f;             // "read", "write", "cas"
  boost::json::value key;
  boost::json::value from;  // of a cas
  boost::json::value to;    // what a write or a cas writes
  bool create = false;      // a cas of a key that is not there writes it

  friend bool operator==(const Command&, const Command&) = default;
};
BOOST_DESCRIBE_STRUCT(Command, (), (origin, serial, oldest, f, key, from, to, create))

}  // namespace eddy::nodes::raft
