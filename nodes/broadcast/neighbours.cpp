#include "nodes/broadcast/neighbours.h"

#include <algorithm>

namespace eddy::nodes {

std::vector<sim::NodeId> neighbours_of(sim::NodeId self, const sim::broadcast::Topology& m) {
  const auto found = m.topology->find(self);
  if (found == m.topology->end()) return {};
  std::vector<sim::NodeId> neighbours = found->second;
  std::sort(neighbours.begin(), neighbours.end());
  neighbours.erase(std::unique(neighbours.begin(), neighbours.end()), neighbours.end());
  std::erase(neighbours, self);
  return neighbours;
}

}  // namespace eddy::nodes
