// The workloads by name.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

struct WorkloadEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Workload> (*make)();
};

std::span<const WorkloadEntry> catalog();

// Null for a name that is not there.
const WorkloadEntry* find_workload(std::string_view name);

}  // namespace eddy::workloads
