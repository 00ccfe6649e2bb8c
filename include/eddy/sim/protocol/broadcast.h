// Workload broadcast: values that are to reach every node.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-broadcast
#pragma once

#include <map>
#include <vector>

#include "eddy/sim/growing_list.h"
#include "eddy/sim/message.h"

namespace eddy::sim::broadcast {

struct TopologyOk {
  static constexpr std::string_view type = "topology_ok";
};
BOOST_DESCRIBE_STRUCT(TopologyOk, (), ())

// Whom each node may regard as its neighbours. One map for all nodes.
struct Topology {
  static constexpr std::string_view type = "topology";
  using Reply = TopologyOk;
  Shared<std::map<NodeId, std::vector<NodeId>>> topology;
};
BOOST_DESCRIBE_STRUCT(Topology, (), (topology))

struct BroadcastOk {
  static constexpr std::string_view type = "broadcast_ok";
};
BOOST_DESCRIBE_STRUCT(BroadcastOk, (), ())

struct Broadcast {
  static constexpr std::string_view type = "broadcast";
  using Reply = BroadcastOk;
  boost::json::value message;
};
BOOST_DESCRIBE_STRUCT(Broadcast, (), (message))

struct ReadOk {
  static constexpr std::string_view type = "read_ok";
  GrowingList messages;
};
BOOST_DESCRIBE_STRUCT(ReadOk, (), (messages))

struct Read {
  static constexpr std::string_view type = "read";
  using Reply = ReadOk;
};
BOOST_DESCRIBE_STRUCT(Read, (), ())

}  // namespace eddy::sim::broadcast
