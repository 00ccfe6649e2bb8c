#include "tools/offered_programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/nodes/services/services.h"
#include "eddy/workloads/catalog.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// One word of a command line, and one of a list with commas.
bool can_be_typed(std::string_view name) {
  constexpr unsigned char kDelete = 0x7f;
  return !name.empty() && !name.starts_with('-') &&
         std::none_of(name.begin(), name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= ' ' || byte == kDelete || byte == ',';
         });
}

void check_workload(const nodes::ProgramEntry& program) {
  if (workloads::find_workload(program.workload) != nullptr) return;
  std::vector<std::string> known;
  for (const auto& workload : workloads::catalog()) known.emplace_back(workload.name);
  throw BadInput(fmt::format("node program {}: {}", program.name,
                             unknown_name("workload", program.workload, known)));
}

void check(const nodes::ProgramEntry& program, std::span<const nodes::ProgramEntry> earlier) {
  if (!can_be_typed(program.name)) {
    throw BadInput(
        fmt::format("a node program cannot be named {:?}: a name is one word, without blanks and "
                    "commas, and does not begin with a dash",
                    program.name));
  }
  if (nodes::find(program.name) != nullptr) {
    throw BadInput(fmt::format(
        "node program {0}: a program named {0} comes with Eddy; choose another name for yours",
        program.name));
  }
  if (std::any_of(earlier.begin(), earlier.end(),
                  [&](const auto& other) { return other.name == program.name; })) {
    throw BadInput(fmt::format(
        "node program {0}: two of your programs are named {0}; choose another name for one of them",
        program.name));
  }
  check_workload(program);
  if (program.make == nullptr) {
    throw BadInput(fmt::format(
        "node program {}: it has no make; write .make = &eddy::sim::make_node<YourNode>",
        program.name));
  }
}

}  // namespace

std::vector<nodes::ProgramEntry> offered_programs(std::span<const nodes::ProgramEntry> own) {
  std::vector<nodes::ProgramEntry> programs;
  for (const nodes::ProgramEntry& program : own) {
    check(program, programs);
    programs.push_back(program);
    if (program.services.empty()) {
      programs.back().services.assign(std::begin(nodes::kServices), std::end(nodes::kServices));
    }
  }
  programs.insert(programs.end(), nodes::catalog().begin(), nodes::catalog().end());
  return programs;
}

const nodes::ProgramEntry* find_program(std::span<const nodes::ProgramEntry> programs,
                                        std::string_view name) {
  const auto found = std::find_if(programs.begin(), programs.end(),
                                  [name](const auto& program) { return program.name == name; });
  return found == programs.end() ? nullptr : &*found;
}

}  // namespace eddy::tools
