// `eddy nodes`: the workloads, each with its node programs.
#pragma once

#include <span>

#include "sim/node_program.h"

namespace eddy::tools {

int list_nodes(std::span<const sim::NodeProgram> programs);

}  // namespace eddy::tools
