// `eddy nodes`: the workloads, each with its node programs; those of one workload; all that is
// known of one program.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

// Declares the argument of `eddy nodes`; parsing fills `name`, which must live as long.
void declare_nodes_options(CLI::App& command, std::string& name);

// `name` is a workload's or a program's; empty: all. `command` is how the program was called, for
// the lines that run one. Throws checkers::BadInput for a name that is neither.
int list_nodes(std::span<const nodes::ProgramEntry> programs, const std::string& name,
               const std::string& command);

}  // namespace eddy::tools
