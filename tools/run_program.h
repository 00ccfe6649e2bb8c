// What runs on the nodes of a run: the program that its options name, or the file that they do.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "eddy/nodes/process/processes.h"
#include "eddy/nodes/program_entry.h"
#include "eddy/sim/node_program.h"
#include "eddy/workloads/options.h"
#include "nodes/process/pipe_watch.h"

namespace eddy::tools {

// Of a file, an entry that is made here: it may ask the services, and nothing is known of what it
// survives but what programs for Maelstrom have to. `directory`: see nodes::process::ProcessOptions.
// REQUIRES: the options are complete, or those of a scenario that was read.
nodes::ProgramEntry entry_of(const workloads::Options& options,
                             std::span<const nodes::ProgramEntry> programs,
                             const std::filesystem::path& directory = {});

// Does it run a file in the time of the world?
bool is_in_real_time(const workloads::Options& options);

// `real_time`: whoever holds the run to the time of the world waits there; null: nobody does. Throws
// checkers::BadInput for a file that is to run so where nobody does. `freeze`: see
// nodes::process::ProcessOptions.
sim::NodeProgram program_of(const workloads::Options& options,
                            std::span<const nodes::ProgramEntry> programs,
                            const std::filesystem::path& directory = {},
                            nodes::process::PipeWatch* real_time = nullptr,
                            const std::optional<nodes::process::Freeze>& freeze = {});

}  // namespace eddy::tools
