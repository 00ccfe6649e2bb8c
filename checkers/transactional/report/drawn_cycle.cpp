#include "checkers/transactional/report/drawn_cycle.h"

#include <fmt/format.h>
#include <iterator>

#include "checkers/transactional/report/cycle_svg.h"
#include "checkers/transactional/report/drawn_text.h"

namespace eddy::checkers {

namespace {

std::string dot_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string dot_label(const DrawnTransaction& transaction) {
  std::string label = dot_escaped(transaction.name + ", " + transaction.place) + "\\l";
  for (const DrawnOperation& operation : shown_operations(transaction)) {
    label += operation.in_cycle == InCycle::yes ? "▸ " : "  ";
    label += dot_escaped(operation.text) + "\\l";
  }
  return label;
}

}  // namespace

std::string to_graphviz(const DrawnCycle& cycle) {
  std::string out = fmt::format(
      "digraph cycle {{\n  label=\"{}\"; labelloc=t; fontname=\"sans-serif\";\n"
      "  node [shape=box, fontname=\"monospace\", fontsize=11];\n"
      "  edge [fontname=\"sans-serif\", fontsize=11];\n",
      dot_escaped(cycle.title));
  const std::size_t count = cycle.transactions.size();
  for (std::size_t i = 0; i < count; ++i)
    fmt::format_to(std::back_inserter(out), "  t{} [label=\"{}\"];\n", i,
                   dot_label(cycle.transactions[i]));
  for (std::size_t i = 0; i < cycle.dependencies.size(); ++i) {
    const DrawnDependency& dependency = cycle.dependencies[i];
    const std::string colour(colours_of(dependency.kind).light);
    fmt::format_to(std::back_inserter(out),
                   "  t{} -> t{} [label=\"{}\", color=\"{}\", fontcolor=\"{}\", tooltip=\"{}\"];\n",
                   i, (i + 1) % count,
                   dot_escaped(shortened(dependency.kind + ' ' + dependency.label)), colour, colour,
                   dot_escaped(dependency.words));
  }
  return out + "}\n";
}

std::vector<Drawing> draw(const std::string& name, const DrawnCycle& cycle) {
  return {{name + ".svg", to_svg(cycle)}, {name + ".dot", to_graphviz(cycle)}};
}

}  // namespace eddy::checkers
