// The words of a command line, as its help has them: what completion and the manual are made of.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>
#include <vector>

#include "eddy/nodes/program_entry.h"

namespace eddy::tools {

// What stands behind an option, or in its own place on the line.
struct ArgumentWords {
  enum class Kind { none, free, file, directory, name, list };

  Kind kind = Kind::none;
  std::vector<std::string> names;  // of a name, and of each part of a list
};

struct OptionWords {
  std::vector<std::string> names;  // "-w", "--workload"; of a place on the line "FILE"
  std::string metavar;             // empty: it takes no argument
  std::string group;
  std::string help;
  ArgumentWords argument;
  bool is_repeated = false;  // a place that takes several words

  bool is_place() const { return !names.front().starts_with('-'); }
};

struct CommandWords {
  std::string name;  // "test"; of the program itself, "eddy"
  std::string help;
  std::string footer;  // examples and more, one line each
  std::vector<OptionWords> options;
  std::vector<CommandWords> subcommands;
};

// All that `app` declares. `programs` are those that --node names.
CommandWords words_of(const CLI::App& app, std::span<const nodes::ProgramEntry> programs);

}  // namespace eddy::tools
