// All that the catalog knows of a node program, for `eddy nodes NAME`.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

// What it does, and of a wrong one "WRONG: " and its bug.
std::string sentence_of(const nodes::ProgramEntry& program);

// "every network fault", or "duplicate, slow". REQUIRES: not empty.
std::string faults_of(sim::FaultSet faults);

// Lines of at most so many columns. The last one runs it, as `command` is called: a wrong one until
// its bug shows. REQUIRES: `program` is one of `programs`.
std::string about(const nodes::ProgramEntry& program, std::span<const nodes::ProgramEntry> programs,
                  const std::string& command, std::size_t columns);

}  // namespace eddy::tools
