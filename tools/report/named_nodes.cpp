#include "tools/report/named_nodes.h"

#include <set>

#include "base/overloaded.h"
#include "workloads/search/befallen.h"

namespace eddy::tools {

using sim::NodeId;

std::vector<std::vector<NodeId>> groups_of(const sim::Fault& fault) {
  using Groups = std::vector<std::vector<NodeId>>;
  return std::visit(Overloaded{[](const sim::Partition& cut) { return cut.groups; },
                               [](const sim::HeldPartition& held) { return held.groups; },
                               [](const auto& /*has none*/) { return Groups{}; }},
                    fault);
}

bool can_be_told_apart(const std::vector<std::vector<NodeId>>& groups) {
  if (groups.size() < 2) return false;  // those of a ring are in their order
  std::set<NodeId> seen;
  for (const auto& group : groups) {
    for (const NodeId node : group) {
      if (!seen.insert(node).second) return false;
    }
  }
  return true;
}

std::vector<NodeId> named_by(const sim::Fault& fault) {
  const std::vector<NodeId> befallen = workloads::befallen_by(fault);
  std::set<NodeId> all(befallen.begin(), befallen.end());
  for (const auto& group : groups_of(fault)) all.insert(group.begin(), group.end());
  return {all.begin(), all.end()};
}

}  // namespace eddy::tools
