// One request at a time to a node that keeps logs; each has to succeed.
#pragma once

#include "eddy/sim/protocol/kafka.h"
#include "eddy/testing.h"

namespace eddy {

using Records = std::vector<boost::json::array>;

inline sim::kafka::Offset send(testing::Cluster& cluster, std::size_t node, const std::string& key,
                               int message) {
  const auto sent = cluster.rpc(cluster.n(node), sim::kafka::Send{key, message});
  REQUIRE(sent);
  return sent->offset;
}

inline std::map<std::string, Records> poll(testing::Cluster& cluster, std::size_t node,
                                           const sim::kafka::Offsets& offsets) {
  const auto polled = cluster.rpc(cluster.n(node), sim::kafka::Poll{offsets});
  REQUIRE(polled);
  return polled->msgs;
}

inline sim::kafka::Offsets committed(testing::Cluster& cluster, std::size_t node,
                                     std::vector<std::string> keys) {
  const auto listed =
      cluster.rpc(cluster.n(node), sim::kafka::ListCommittedOffsets{std::move(keys)});
  REQUIRE(listed);
  return listed->offsets;
}

}  // namespace eddy
