// Node programs that are processes: any program, of any language, that reads messages from its
// standard input and writes messages to its standard output, a line of JSON each, as in Maelstrom
// (https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/program.h"
#include "eddy/sim/time.h"

namespace eddy::nodes::process {

// Which of the threads of a program that can run goes on.
enum class ThreadOrder : std::uint8_t {
  drawn,  // from the seed
  fifo,   // the one that has waited longest
};

// A node stands still at a moment of virtual time, to be looked at.
struct Freeze {
  std::uint32_t node = 0;  // its index
  sim::Time at;
  // Told the numbers of its processes, the program's own first. When it returns, the run is over.
  std::function<void(const std::vector<std::int64_t>& processes)> look;
};

struct ProcessOptions {
  std::vector<std::string> command;  // the file, then its arguments
  ThreadOrder threads = ThreadOrder::drawn;
  // Where each node has its working directory, `n1`, and its input is kept, `n1.stdin`. Empty: in a
  // temporary directory, which is removed with the run.
  std::filesystem::path directory = {};
  std::optional<Freeze> freeze = {};
};

// Under virtual time: the same seed gives the same run.
sim::ProgramFactory under_virtual_time(ProcessOptions options);

// Why processes cannot run under virtual time on this machine, as one sentence that says what can be
// done. Nothing: they can.
std::optional<std::string> why_no_virtual_time();

}  // namespace eddy::nodes::process
