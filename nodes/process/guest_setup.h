// What a guest is made of: the process of one node, for one of its lives.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "eddy/nodes/process/processes.h"

namespace eddy::nodes::process {

struct GuestSetup {
  std::vector<std::string> command;  // the file, then its arguments
  // Absolute. It is there, and outlives the process: what the node writes in it, its next life finds.
  std::filesystem::path working_directory;
  std::string node;               // "n1"
  std::uint32_t index = 0;        // of the node: 1
  std::uint32_t incarnation = 0;  // how many lives the node had before this one
  std::uint64_t life_draw = 0;    // 64 bits keyed by the seed, the node and its incarnation
  // 64 bits keyed by the seed and the node, the same for all lives: for its pid, and for how far its
  // clock is from those of others.
  std::uint64_t node_draw = 0;
  ThreadOrder threads = ThreadOrder::drawn;
};

}  // namespace eddy::nodes::process
