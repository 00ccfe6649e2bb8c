#include "tools/show_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "eddy/workloads/catalog.h"
#include "tools/wrapping.h"

namespace eddy::tools {
namespace {

bool is_default(const nodes::ProgramEntry& program, std::span<const nodes::ProgramEntry> programs) {
  const auto first = std::find_if(programs.begin(), programs.end(), [&](const auto& other) {
    return other.workload == program.workload;
  });
  return first->name == program.name;
}

constexpr std::string_view kAlone = "--node-count 1";

// Under these options it keeps its promises, or, a wrong one, breaks them.
std::string options_of(const nodes::ProgramEntry& program) {
  std::string options;
  if (program.bug) {
    if (!program.bug->shows_with.empty()) options = fmt::format(" {}", program.bug->shows_with);
    return options + " --test-count 100";
  }
  if (program.only_alone) options += fmt::format(" {}", kAlone);
  if (program.workload.starts_with("txn-") && !program.consistency.empty()) {
    options += fmt::format(" --consistency-models {}", program.consistency);
  }
  return options;
}

std::string services_of(const nodes::ProgramEntry& program) {
  std::vector<std::string> names;
  for (const auto& service : program.services) names.push_back(service.id.name());
  return names.empty() ? "none" : fmt::format("may ask {}", fmt::join(names, ", "));
}

}  // namespace

std::string sentence_of(const nodes::ProgramEntry& program) {
  if (!program.bug) return program.summary;
  return fmt::format("{}{}WRONG: {}", program.summary, program.summary.empty() ? "" : "; ",
                     program.bug->what);
}

std::string faults_of(sim::FaultSet faults) {
  if (faults == sim::kEveryFault) return "every fault";
  if (faults == sim::kEveryNetworkFault) return "every network fault";
  std::vector<std::string> has;
  std::vector<std::string> lacks;
  for (const sim::FaultKind kind : kValuesOf<sim::FaultKind>)
    (faults.contains(kind) ? has : lacks).emplace_back(name_of(kind));
  constexpr std::size_t kFew = 3;
  if (lacks.size() <= kFew) return fmt::format("every fault but {}", fmt::join(lacks, ", "));
  return fmt::format("{}", fmt::join(has, ", "));
}

std::string about(const nodes::ProgramEntry& program, std::span<const nodes::ProgramEntry> programs,
                  const std::string& command, std::size_t columns) {
  constexpr std::size_t kLabels = 14;
  std::string text =
      wrapped(fmt::format("{}: {}", program.name, sentence_of(program)), {columns, 0, 2}) + "\n\n";
  const auto row = [&](std::string_view label, const std::string& value) {
    text += fmt::format("{:<{}}{}\n", label, kLabels, wrapped(value, {columns, kLabels, kLabels}));
  };
  const auto* workload = workloads::find_workload(program.workload);
  row("workload", fmt::format("{}: {}", workload->name, workload->summary));
  row("default", is_default(program, programs) ? "yes, it runs unless --node names another"
                                               : "no, --node chooses it");
  if (program.bug) {
    row("survives", "nothing: it is wrong");
    row("shows with",
        program.bug->shows_with.empty() ? "the default options" : program.bug->shows_with);
  } else {
    row("survives", program.survives.empty() ? "no faults" : faults_of(program.survives));
    row("consistency",
        program.consistency.empty() ? "no more than its workload asks for" : program.consistency);
    if (program.only_alone) row("needs", std::string(kAlone));
  }
  row("services", services_of(program));
  const std::string line = fmt::format("{} test -w {} --node {}{}", command, program.workload,
                                       program.name, options_of(program));
  text +=
      fmt::format("\n{}\n  {}\n",
                  program.bug ? "See its bug:" : "Run it:", wrapped_command(line, {columns, 2, 2}));
  return text;
}

}  // namespace eddy::tools
