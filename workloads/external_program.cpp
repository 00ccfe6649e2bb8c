#include "eddy/workloads/external_program.h"

#include <fmt/format.h>

#include <map>

#include "eddy/workloads/bounds.h"

namespace eddy::workloads {
namespace {

// "are n0 to n4".
std::string nodes_there(std::size_t count) {
  if (count == 1) return "is n0";
  return fmt::format("are n0 {} n{}", count == 2 ? "and" : "to", count - 1);
}

}  // namespace

std::string program_name(const ExternalProgram& external) {
  const std::string& file = external.command.front();
  return file.substr(file.rfind('/') + 1);
}

std::optional<std::string> complaint(const ExternalProgram& external, std::size_t node_count) {
  if (external.command.empty() || external.command.front().empty())
    return "expected a command: the file of the program, then its arguments";
  if (node_count > kMostProcesses)
    return fmt::format("at most {} nodes are processes, got {}", kMostProcesses, node_count);
  std::map<sim::NodeId, std::string_view> given;
  for (const auto& [program, nodes] : external.ours) {
    if (nodes.empty()) return fmt::format("which nodes run {}? it has none", program);
    for (const sim::NodeId node : nodes) {
      if (node.kind() != sim::NodeId::Kind::node || node.index() >= node_count) {
        return fmt::format("there is no node {} to run {}; there {}", node.name(), program,
                           nodes_there(node_count));
      }
      const auto [other, is_new] = given.emplace(node, program);
      if (!is_new) {
        return fmt::format("{} cannot run both {} and {}: name it once", node.name(), other->second,
                           program);
      }
    }
  }
  if (given.size() < node_count) return std::nullopt;
  return fmt::format("no node is left for {}: leave one of them to it", program_name(external));
}

}  // namespace eddy::workloads
