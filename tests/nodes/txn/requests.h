// One transaction at a time to a node that keeps a database.
#pragma once

#include <boost/json/parse.hpp>

#include "eddy/sim/protocol/txn.h"
#include "eddy/testing.h"

namespace eddy::nodes::txn {

/// From its JSON: [["r", 1, null], ["append", 1, 6]].
inline sim::txn::Txn txn(std::string_view text) { return {boost::json::parse(text).as_array()}; }

/// What a node shows of a key.
inline boost::json::value read(eddy::testing::Cluster& cluster, std::size_t node,
                               std::string_view key) {
  const auto reply = cluster.rpc(cluster.n(node), txn(fmt::format(R"([["r", {}, null]])", key)));
  REQUIRE(reply);
  return reply->txn[0].as_array()[2];
}

}  // namespace eddy::nodes::txn
