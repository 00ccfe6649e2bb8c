// A node program that is a file, of any language, and what runs beside it: as plain data.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/node_id.h"

namespace eddy::workloads {

// Which of the threads of a program that can run goes on.
enum class ThreadOrder : std::uint8_t {
  drawn,  // from the seed
  fifo,   // the one that has waited longest
};
BOOST_DESCRIBE_ENUM(ThreadOrder, drawn, fifo)

// What time its processes live in.
enum class ProgramTime : std::uint8_t {
  virtual_,  // that of the run
  real,      // that of the world, which the run is held to
};
BOOST_DESCRIBE_ENUM(ProgramTime, virtual_, real)

// Nodes of the cluster that run a program of ours.
struct OwnProgram {
  std::string program;  // its name
  std::vector<sim::NodeId> nodes;

  friend bool operator==(const OwnProgram&, const OwnProgram&) = default;
};

struct ExternalProgram {
  std::vector<std::string> command;  // as it was typed: the file, then its arguments
  // Where the file is, as an absolute path. Nothing: where the command says, seen from the working
  // directory.
  std::optional<std::string> file = {};
  // Of the file when the run was planned, in hexadecimal. Nothing: it is not known.
  std::optional<std::string> sha256 = {};
  ThreadOrder threads = ThreadOrder::drawn;
  ProgramTime time = ProgramTime::virtual_;
  std::vector<OwnProgram> ours = {};  // empty: all nodes run the file

  friend bool operator==(const ExternalProgram&, const ExternalProgram&) = default;
};

// What it is called: the last part of the file's name. REQUIRES: there is a command.
std::string program_name(const ExternalProgram& external);

// What is wrong with it in a cluster of so many nodes; nothing: it can be run. Whether its file and
// the programs that it names are there is another question.
std::optional<std::string> complaint(const ExternalProgram& external, std::size_t node_count);

}  // namespace eddy::workloads
