// `eddy topology`: neighbours, diameter and average distance, or Graphviz.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>

#include "eddy/sim/topology.h"

namespace eddy::tools {

struct TopologyRequest {
  sim::TopologyKind kind = sim::TopologyKind::grid;
  std::size_t node_count = 5;
  bool dot = false;
};

void declare_topology_options(CLI::App& command, TopologyRequest& request);

int show_topology(const TopologyRequest& request);

}  // namespace eddy::tools
