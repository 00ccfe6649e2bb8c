#include "tools/show_topology.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/options/row.h"

namespace eddy::tools {

void declare_topology_options(CLI::App& command, TopologyRequest& request) {
  command
      .add_option_function<std::string>(
          "--topology",
          [&](const std::string& text) {
            const auto kind = sim::parse_topology_kind(text);
            if (!kind) {
              throw checkers::BadInput(unknown_name("topology", text, topology_names()));
            }
            request.kind = *kind;
          },
          any_of(topology_names()) + ", where tree is tree2 (grid)")
      ->option_text("NAME");
  command
      .add_option_function<std::string>(
          "--node-count",
          [&](const std::string& text) {
            request.node_count = parse_whole("--node-count", text, {1, 100'000});
          },
          "How many nodes (5)")
      ->option_text("N");
  command.add_flag("--dot", request.dot, "Print the graph for Graphviz instead");
}

int show_topology(const TopologyRequest& request) {
  constexpr std::size_t kMostShown = 4000;
  if (request.kind == sim::TopologyKind::total && request.node_count > kMostShown) {
    throw checkers::BadInput(
        fmt::format("total is shown for at most {} nodes, not {}", kMostShown, request.node_count));
  }
  const sim::TopologyGraph topology(request.kind, request.node_count);
  if (request.dot) {
    fmt::print("{}", topology.to_graphviz());
    return 0;
  }
  fmt::print("{} of {} nodes: {} links, diameter {}, average distance {:.3f}\n\n",
             name_of(request.kind), request.node_count, topology.edge_count(), topology.diameter(),
             topology.average_distance());
  for (const auto& [node, neighbours] : topology.to_map()) {
    std::string line = fmt::format("{:<7}", node.name());
    for (const sim::NodeId neighbour : neighbours) line += ' ' + neighbour.name();
    fmt::print("{}\n", line);
  }
  return 0;
}

}  // namespace eddy::tools
