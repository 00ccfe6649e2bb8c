#include "tools/list_nodes.h"

#include <fmt/format.h>

#include <algorithm>

#include "nodes/catalog.h"
#include "workloads/catalog.h"

namespace eddy::tools {

int list_nodes(std::span<const sim::NodeProgram> programs) {
  std::size_t width = 0;
  for (const auto& program : programs) width = std::max(width, program.name.size());
  for (const auto& workload : workloads::catalog()) {
    fmt::print("{}: {}\n", workload.name, workload.summary);
    const auto* by_default = nodes::default_program(workload.name);
    for (const auto& program : programs) {
      if (program.workload != workload.name) continue;
      const bool is_default = by_default != nullptr && by_default->name == program.name;
      fmt::print("  {:<{}}  {}{}\n", program.name, width, is_default ? "(default) " : "",
                 program.summary);
    }
    fmt::print("\n");
  }
  return 0;
}

}  // namespace eddy::tools
