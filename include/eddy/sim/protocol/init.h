// The first message to every node: who it is and who else is there.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md#initialization
#pragma once

#include <vector>

#include "eddy/sim/message.h"

namespace eddy::sim {

struct InitOk {
  static constexpr std::string_view type = "init_ok";
};
BOOST_DESCRIBE_STRUCT(InitOk, (), ())

struct Init {
  static constexpr std::string_view type = "init";
  using Reply = InitOk;
  NodeId node_id;
  Shared<std::vector<NodeId>> node_ids;  // one list for all nodes
};
BOOST_DESCRIBE_STRUCT(Init, (), (node_id, node_ids))

}  // namespace eddy::sim
