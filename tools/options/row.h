// One option of `eddy test`: everything that the command line, the line that reproduces a run, the
// help, the documents, completion and the manual page know of it.
#pragma once

#include <string>
#include <vector>

#include "tools/options/argument.h"

namespace eddy::tools {

// What an option is for: what plans a run, what runs it, which one of many it is, what judges it,
// what becomes of the results, what is looked at while it runs, how often it is run, what is drawn. The
// first four are the parts of workloads::Options.
enum class Part { plan, run, seed, criteria, output, watch, repetition, climate };

constexpr bool is_of_a_run(Part part) { return part <= Part::criteria; }

// What an option that is given more than once means.
enum class Repeated {
  last,    // the last one counts
  joined,  // the arguments are one list
  each,    // each one counts
};

struct OptionRow {
  std::string name;        // without dashes: "node-count"
  char letter = '\0';      // of its short name: 'w' of -w; '\0': it has none
  std::string group = {};  // its heading in the help
  Part part = Part::output;
  std::string metavar = {};  // stands for the argument in the help; empty: a flag
  std::string help;          // without the names that it takes, and without its default
  Argument argument;
  bool names_in_help = true;
  std::string default_note = {};  // told in place of the default; empty: the default is told
  Repeated repeated = Repeated::last;

  // "--node-count"; short_option() is "-w", or the same where there is no short name.
  std::string option() const { return "--" + name; }
  std::string short_option() const { return letter == '\0' ? option() : std::string{'-', letter}; }
};

// What the option says of a value: "Neighbours that nodes are told: line, grid or ring (grid)".
std::string help_of(const OptionRow& row);

// The names that its argument, or each part of it, may be; none: it takes no names.
std::vector<std::string> names_of(const ArgumentForm& form);

// "one", "one or two", "one, two or three".
std::string any_of(const std::vector<std::string>& names);

}  // namespace eddy::tools
