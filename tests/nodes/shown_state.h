// What a node or a service of a cluster shows of its state, for tests of programs.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "eddy/testing.h"

namespace eddy::nodes::test {

// On one line; empty: nothing.
inline std::string shown_state(eddy::testing::Cluster& cluster, sim::NodeId who) {
  const sim::Program* program = cluster.simulation().host(who).program();
  REQUIRE(program != nullptr);
  const auto state = program->state();
  return state ? boost::json::serialize(*state) : std::string();
}
inline std::string shown_state(eddy::testing::Cluster& cluster, std::size_t node) {
  return shown_state(cluster, eddy::testing::Cluster::n(node));
}

}  // namespace eddy::nodes::test
