#include "tools/run_program.h"

#include <iterator>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "eddy/base/ensure.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/process/processes.h"
#include "eddy/nodes/services/services.h"
#include "eddy/sim/host.h"
#include "nodes/process/plain_guest.h"
#include "tools/external_file.h"
#include "tools/offered_programs.h"

namespace eddy::tools {
namespace {

using nodes::ProgramEntry;
using workloads::ExternalProgram;

// What befalls programs under Maelstrom, where no message comes twice and a node that was killed may
// keep what it knew in files alone, and what a network does besides.
constexpr sim::FaultSet kFaultsOfAnyFile = {
    sim::FaultKind::partition, sim::FaultKind::loss,    sim::FaultKind::slow, sim::FaultKind::pause,
    sim::FaultKind::flaky,     sim::FaultKind::swizzle, sim::FaultKind::held};

const ProgramEntry& named(std::span<const ProgramEntry> programs, std::string_view name) {
  const auto* entry = find_program(programs, name);
  ensure(entry != nullptr, "a run names one of the programs");
  return *entry;
}

nodes::process::ThreadOrder order_of(workloads::ThreadOrder order) {
  return order == workloads::ThreadOrder::fifo ? nodes::process::ThreadOrder::fifo
                                               : nodes::process::ThreadOrder::drawn;
}

sim::ProgramFactory factory_of(const ExternalProgram& external,
                               const std::filesystem::path& directory,
                               nodes::process::PipeWatch* real_time,
                               const std::optional<nodes::process::Freeze>& freeze) {
  nodes::process::ProcessOptions options{.command = external.command,
                                         .threads = order_of(external.threads),
                                         .directory = directory,
                                         .freeze = freeze};
  options.command.front() =
      external.file ? *external.file : path_of_word(external.command.front()).string();
  return real_time == nullptr ? nodes::process::under_virtual_time(std::move(options))
                              : nodes::process::in_real_time(std::move(options), *real_time);
}

// Nodes that run a program of ours do, all others run the file.
sim::ProgramFactory mixed(sim::ProgramFactory file, const ExternalProgram& external,
                          std::span<const ProgramEntry> programs) {
  std::map<sim::NodeId, sim::ProgramFactory> ours;
  for (const auto& [program, nodes] : external.ours) {
    for (const sim::NodeId node : nodes) ours.emplace(node, named(programs, program).make);
  }
  if (ours.empty()) return file;
  return [file = std::move(file), ours = std::move(ours)](sim::Host& host) {
    const auto own = ours.find(host.id());
    return own == ours.end() ? file(host) : own->second(host);
  };
}

ProgramEntry make_entry(const workloads::Options& options, std::span<const ProgramEntry> programs,
                        const std::filesystem::path& directory,
                        nodes::process::PipeWatch* real_time,
                        const std::optional<nodes::process::Freeze>& freeze) {
  if (!options.run.external) return named(programs, options.run.program);
  const ExternalProgram& external = *options.run.external;
  ProgramEntry entry;
  entry.name = options.run.program;
  entry.workload = options.plan.workload;
  entry.make = mixed(factory_of(external, directory, real_time, freeze), external, programs);
  entry.survives = kFaultsOfAnyFile;
  entry.services.assign(std::begin(nodes::kServices), std::end(nodes::kServices));
  return entry;
}

}  // namespace

ProgramEntry entry_of(const workloads::Options& options, std::span<const ProgramEntry> programs,
                      const std::filesystem::path& directory) {
  return make_entry(options, programs, directory, nullptr, std::nullopt);
}

sim::NodeProgram program_of(const workloads::Options& options,
                            std::span<const ProgramEntry> programs,
                            const std::filesystem::path& directory,
                            nodes::process::PipeWatch* real_time,
                            const std::optional<nodes::process::Freeze>& freeze) {
  if (is_in_real_time(options) && real_time == nullptr) {
    throw checkers::BadInput(
        "a run in real time is another one each time: only `eddy test` and `eddy replay` take "
        "--real-time");
  }
  return make_entry(options, programs, directory, is_in_real_time(options) ? real_time : nullptr,
                    freeze)
      .program();
}

bool is_in_real_time(const workloads::Options& options) {
  const auto& external = options.run.external;
  return external && external->time == workloads::ProgramTime::real;
}

}  // namespace eddy::tools
