#include "workloads/search/befallen.h"

#include "base/overloaded.h"

namespace eddy::workloads {

using sim::NodeId;

std::vector<NodeId> befallen_by(const sim::Fault& fault) {
  return std::visit(
      Overloaded{[](const sim::Kill& kill) { return kill.nodes; },
                 [](const sim::Pause& pause) { return pause.nodes; },
                 [](const sim::DiskFault& disk) { return disk.nodes; },
                 [](const sim::Swizzle& swizzle) { return swizzle.nodes; },
                 [](const sim::ClockSkew& clock) {
                   std::vector<NodeId> nodes;
                   for (const sim::Skew& skew : clock.skews) nodes.push_back(skew.node);
                   return nodes;
                 },
                 [](const auto& /*of the network*/) { return std::vector<NodeId>{}; }},
      fault);
}

}  // namespace eddy::workloads
