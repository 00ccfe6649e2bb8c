// How each value spread over the cluster, as the nodes told the observer (Host::learned): what no
// client can see.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

// One value: who had it first, and when the latest of `nodes` nodes got it.
struct Spread {
  boost::json::value value;
  NodeId first_node;
  Time first;
  Time last;
  std::size_t nodes = 0;
};

// A node that got a value: `value` is its place among SpreadLog::values.
struct Learned {
  std::uint32_t value;
  NodeId node;
  Time at;
};

class SpreadLog {
 public:
  // To be called once for a node and a value: each call counts as one more node.
  void learned(Time at, NodeId node, const boost::json::value& value);
  // In the order in which the values first appeared.
  const std::vector<Spread>& values() const { return values_; }
  // In the order of time.
  const std::vector<Learned>& learned() const { return learned_; }

 private:
  std::vector<Spread> values_;
  std::vector<Learned> learned_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> index_;  // by hash
};

}  // namespace eddy::sim
