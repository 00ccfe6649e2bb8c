// The node programs that `--node` chooses from: a user's own, then those that come with Eddy.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

// Own programs may ask the services unless they bring some. Throws checkers::BadInput when one of
// them has a name that is not free or cannot be typed, a workload that there is not, or no `make`.
std::vector<nodes::ProgramEntry> offered_programs(std::span<const nodes::ProgramEntry> own);

// Null: none of them has that name.
const nodes::ProgramEntry* find_program(std::span<const nodes::ProgramEntry> programs,
                                        std::string_view name);

}  // namespace eddy::tools
