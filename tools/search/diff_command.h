// `eddy diff A B`: where two recorded runs part, with what led there on both sides.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

struct DiffRequest {
  std::string first;  // scenarios, or folders of stored runs
  std::string second;
  bool json = false;
};

// Declares the options of `eddy diff` on `command`; parsing fills `request`, which must live as long.
void declare_diff_options(CLI::App& command, DiffRequest& request);

// 0: the runs are equal; 1: they part. Throws checkers::BadInput.
int diff(const DiffRequest& request, std::span<const nodes::ProgramEntry> programs);

}  // namespace eddy::tools
