// Programs of --bin for tests: a script that runs a node program of ours behind pipes, and one that
// does what a test says.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "eddy/nodes/process/processes.h"
#include "tests/tools/workplace.h"

namespace eddy::testing {

// Else a test says so and does nothing.
inline bool has_virtual_time() {
  const auto why = nodes::process::why_no_virtual_time();
  if (why) MESSAGE("not looked at: ", *why);
  return !why;
}

inline void write_script(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << "#!/bin/sh\n" << text << '\n';
  namespace fs = std::filesystem;
  fs::permissions(file, fs::perms::owner_all);
}

// `node`: the name of a node program, which is the file's name, too.
inline void write_program(const Workplace& here, const std::string& node) {
  write_script(here.path() / node, std::string("exec '") + EDDY_BINARY + "' stdio --node " + node);
}

}  // namespace eddy::testing
