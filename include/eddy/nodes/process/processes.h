// Node programs that are processes: any program, of any language, that reads messages from its
// standard input and writes messages to its standard output, a line of JSON each, as in Maelstrom
// (https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/program.h"

namespace eddy::nodes::process {

// Which of the threads of a program that can run goes on.
enum class ThreadOrder : std::uint8_t {
  drawn,  // from the seed
  fifo,   // the one that has waited longest
};

struct ProcessOptions {
  std::vector<std::string> command;  // the file, then its arguments
  ThreadOrder threads = ThreadOrder::drawn;
  // Where each node has its working directory, `n1`, and its input is kept, `n1.stdin`. Empty: in a
  // temporary directory, which is removed with the run.
  std::filesystem::path directory = {};
};

// Under virtual time: the same seed gives the same run.
sim::ProgramFactory under_virtual_time(ProcessOptions options);

// Why processes cannot run under virtual time on this machine, as one sentence that says what can be
// done. Nothing: they can.
std::optional<std::string> why_no_virtual_time();

}  // namespace eddy::nodes::process
