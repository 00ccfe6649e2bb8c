// The node programs by name: what `--node NAME` takes and `eddy nodes` lists.
#pragma once

#include <span>
#include <string_view>

#include "eddy/nodes/program_entry.h"

namespace eddy::nodes {

// By workload: the default program first, then those that work, then the wrong ones.
std::span<const ProgramEntry> catalog();

// Null: no program has that name.
const ProgramEntry* find(std::string_view name);

// What runs when no program is named. Null: no program speaks that workload.
const ProgramEntry* default_program(std::string_view workload);

}  // namespace eddy::nodes
