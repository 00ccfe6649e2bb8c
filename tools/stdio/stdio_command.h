// `eddy stdio`: runs a node program as an ordinary program of Maelstrom's, in real time. Messages
// come from standard input and go to standard output, logs go to standard error.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

struct StdioRequest {
  std::string program;                // empty: the only own one
  std::optional<std::uint64_t> seed;  // nothing: it is drawn
};

void declare_stdio_options(CLI::App& command, StdioRequest& request);

// The one it names, or the only one of `own`, those of `programs` that do not come with Eddy. Throws
// checkers::BadInput when there is none.
const nodes::ProgramEntry& stdio_program(const StdioRequest& request,
                                         std::span<const nodes::ProgramEntry> programs,
                                         std::span<const nodes::ProgramEntry> own);

// Returns when standard input has ended, 0, or when the node has failed, 1. Throws checkers::BadInput
// as stdio_program does, and at an endless line.
int run_stdio(const StdioRequest& request, std::span<const nodes::ProgramEntry> programs,
              std::span<const nodes::ProgramEntry> own);

}  // namespace eddy::tools
