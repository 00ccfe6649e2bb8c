#include "tools/list_nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "nodes/catalog.h"
#include "workloads/catalog.h"

namespace eddy::tools {
namespace {

// "every fault", "duplicate, slow", or a dash.
std::string describe(sim::FaultSet faults) {
  if (faults.empty()) return "-";
  if (faults == sim::kEveryFault) return "every fault";
  std::string text;
  for (const sim::FaultKind kind : sim::kFaultKinds) {
    if (!faults.contains(kind)) continue;
    if (!text.empty()) text += ", ";
    text += sim::name(kind);
  }
  return text;
}

struct Row {
  std::string name;  // with a star: the workload's default
  std::string survives;
  std::string consistency;
  std::string_view summary;
  std::string_view shows_with;
};

Row row(const sim::NodeProgram& program, bool is_default) {
  return {fmt::format("{}{}", program.name, is_default ? " *" : ""), describe(program.survives),
          std::string(program.consistency.empty() ? "-" : program.consistency), program.summary,
          program.shows_with};
}

// The widths of the columns, the last one's apart.
struct Widths {
  std::size_t name = 0;
  std::size_t survives = 0;
  std::size_t consistency = 0;

  void make_room(const Row& row) {
    name = std::max(name, row.name.size());
    survives = std::max(survives, row.survives.size());
    consistency = std::max(consistency, row.consistency.size());
  }
  void print(const Row& row) const {
    fmt::print("  {:<{}}  {:<{}}  {:<{}}  {}\n", row.name, name, row.survives, survives,
               row.consistency, consistency, row.summary);
    if (row.shows_with.empty()) return;
    constexpr std::size_t kGaps = 8;  // before and between the columns
    fmt::print("{:{}}shows with {}\n", "", kGaps + name + survives + consistency, row.shows_with);
  }
};

}  // namespace

int list_nodes(std::span<const sim::NodeProgram> programs) {
  const Row header{"PROGRAM", "SURVIVES", "CONSISTENCY", "WHAT IT DOES", ""};
  Widths widths;
  widths.make_room(header);
  for (const auto& program : programs) widths.make_room(row(program, true));

  fmt::print(
      "Workloads, each with its node programs; * marks the one that runs unless --node names "
      "another.\n"
      "A program that is WRONG shows its bug within --test-count 100, with the options below it if "
      "there are any.\n");
  for (const auto& workload : workloads::catalog()) {
    fmt::print("\n{}: {}\n", workload.name, workload.summary);
    widths.print(header);
    bool is_default = true;  // the first one
    for (const auto& program : programs) {
      if (program.workload != workload.name) continue;
      widths.print(row(program, is_default));
      is_default = false;
    }
  }
  return 0;
}

}  // namespace eddy::tools
