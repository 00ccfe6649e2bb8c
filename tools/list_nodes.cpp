#include "tools/list_nodes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "checkers/nearest_name.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/catalog.h"
#include "tools/show_program.h"
#include "tools/terminal.h"
#include "tools/wrapping.h"

namespace eddy::tools {
namespace {

using workloads::WorkloadEntry;

std::string label(const nodes::ProgramEntry& program, bool is_default) {
  return fmt::format("{}{}", program.name, is_default ? " *" : "");
}

// Of a wrong program how to see its bug, of another what it promises.
std::string promises(const nodes::ProgramEntry& program) {
  if (program.bug) {
    if (program.bug->shows_with.empty()) return "";
    return fmt::format("shows with {}", program.bug->shows_with);
  }
  if (program.survives.empty() && program.consistency.empty()) return "";
  std::string survives =
      program.survives.empty() ? "survives no faults" : "survives " + faults_of(program.survives);
  if (program.consistency.empty()) return survives;
  return fmt::format("{}; {}", survives, program.consistency);
}

class Listing {
 public:
  Listing(std::span<const nodes::ProgramEntry> programs, std::size_t columns)
      : programs_(programs), columns_(columns) {}

  void print(const WorkloadEntry& workload) const {
    line(fmt::format("{}: {}", workload.name, workload.summary), {columns_, 0, 2});
    const auto own = programs_of(workload);
    constexpr std::size_t kMargin = 4;  // in front of the name and behind it
    std::size_t indent = 0;
    for (const auto* program : own) {
      indent = std::max(indent, label(*program, program == own.front()).size() + kMargin);
    }
    const bool is_narrow = indent * 2 > columns_;
    for (const auto* program : own) {
      const std::string name = label(*program, program == own.front());
      if (is_narrow) {
        fmt::print("  {}\n", name);
      } else {
        fmt::print("  {:<{}}", name, indent - 2);
      }
      const std::size_t at = is_narrow ? kMargin + 2 : indent;
      if (is_narrow) fmt::print("{:{}}", "", at);
      line(sentence_of(*program), {columns_, at, at});
      if (const auto rest = promises(*program); !rest.empty()) {
        fmt::print("{:{}}", "", at);
        line(rest, {columns_, at, at});
      }
    }
  }

  void line(std::string_view text, Margins margins) const {
    fmt::print("{}\n", wrapped(text, margins));
  }

 private:
  std::vector<const nodes::ProgramEntry*> programs_of(const WorkloadEntry& workload) const {
    std::vector<const nodes::ProgramEntry*> own;
    for (const auto& program : programs_) {
      if (program.workload == workload.name) own.push_back(&program);
    }
    return own;
  }

  std::span<const nodes::ProgramEntry> programs_;
  std::size_t columns_;
};

[[noreturn]] void refuse(std::span<const nodes::ProgramEntry> programs, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& workload : workloads::catalog()) known.emplace_back(workload.name);
  for (const auto& program : programs) known.emplace_back(program.name);
  const auto nearest = checkers::nearest_name(name, known);
  throw checkers::BadInput(fmt::format(
      "there is no workload and no node program \"{}\"{}", name,
      nearest ? fmt::format(", did you mean {}?", *nearest) : "; `eddy nodes` lists all"));
}

}  // namespace

void declare_nodes_options(CLI::App& command, std::string& name) {
  command
      .add_option(
          "NAME", name,
          "A workload, to see its programs, or a program, to see all about it; nothing: all "
          "workloads")
      ->option_text(" ");
}

int list_nodes(std::span<const nodes::ProgramEntry> programs, const std::string& name,
               const std::string& command) {
  const std::size_t columns = columns_of(STDOUT_FILENO);
  const Listing listing(programs, columns);
  // `echo` is both: then both are told.
  const auto* workload = workloads::find_workload(name);
  const auto program =
      std::find_if(programs.begin(), programs.end(), [&](const auto& p) { return p.name == name; });
  if (workload != nullptr) listing.print(*workload);
  if (program != programs.end()) {
    fmt::print("{}{}", workload != nullptr ? "\n" : "",
               about(*program, programs, command, columns));
  }
  if (workload != nullptr || program != programs.end()) return 0;
  if (!name.empty()) refuse(programs, name);

  listing.line(
      "Workloads, each with its node programs; * marks the one that runs unless --node names "
      "another.",
      {columns});
  listing.line(
      "A program that is WRONG shows its bug within --test-count 100, with the options below it if "
      "there are any.",
      {columns});
  for (const auto& entry : workloads::catalog()) {
    fmt::print("\n");
    listing.print(entry);
  }
  return 0;
}

}  // namespace eddy::tools
