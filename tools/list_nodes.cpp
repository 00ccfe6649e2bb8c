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
    bool is_default = true;  // the first one
    for (const auto& program : programs) {
      if (program.workload != workload.name) continue;
      fmt::print("  {:<{}}  {}{}\n", program.name, width, is_default ? "(default) " : "",
                 program.summary);
      is_default = false;
    }
    fmt::print("\n");
  }
  return 0;
}

}  // namespace eddy::tools
