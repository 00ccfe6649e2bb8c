// All that the catalog knows of a node program, for `eddy nodes NAME`.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "sim/node_program.h"

namespace eddy::tools {

// "every fault", or "duplicate, slow". REQUIRES: not empty.
std::string faults_of(sim::FaultSet faults);

// Lines of at most so many columns. The last one runs it, as `command` is called: a wrong one until
// its bug shows. REQUIRES: `program` is one of `programs`.
std::string about(const sim::NodeProgram& program, std::span<const sim::NodeProgram> programs,
                  const std::string& command, std::size_t columns);

}  // namespace eddy::tools
