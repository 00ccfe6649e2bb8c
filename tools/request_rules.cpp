#include "tools/request_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/expect.h"
#include "eddy/workloads/bounds.h"
#include "eddy/workloads/catalog.h"
#include "tools/arguments.h"
#include "tools/climates.h"
#include "tools/external_file.h"
#include "tools/offered_programs.h"
#include "tools/run_program.h"
#include "workloads/known_figures.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using workloads::Options;

using workloads::kMostClients;
using workloads::kMostOperations;

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const auto& entry : workloads::catalog()) names.emplace_back(entry.name);
  return names;
}

void complete_load(TestRequest& request) {
  Options& options = request.options;
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  if (!request.is_given("concurrency")) options.plan.concurrency = workload->default_concurrency();
  const double seconds = std::chrono::duration<double>(options.run.time_limit).count();
  if (options.plan.rate * seconds > kMostOperations) {
    throw BadInput(fmt::format("--rate {} for {} s is {:.0f} operations; at most {:.0f} are run",
                               options.plan.rate, seconds, options.plan.rate * seconds,
                               kMostOperations));
  }
  if (options.plan.concurrency.count > kMostClients || options.clients() > kMostClients) {
    throw BadInput(fmt::format("--concurrency asks for {}{} clients; at most {} are run",
                               options.plan.concurrency.count,
                               options.plan.concurrency.per_node ? "n" : "", kMostClients));
  }
  if (const auto complaint = workload->complaint(options)) throw BadInput(*complaint);
}

// All names, or those for one workload.
std::vector<std::string> names(std::span<const nodes::ProgramEntry> programs,
                               std::string_view workload = {}) {
  std::vector<std::string> list;
  for (const auto& program : programs) {
    if (workload.empty() || program.workload == workload) list.emplace_back(program.name);
  }
  return list;
}

void require_workload(const std::string& workload) {
  if (workload.empty()) {
    throw BadInput(fmt::format("which workload? --workload takes one of {}",
                               fmt::join(workload_names(), ", ")));
  }
  if (workloads::find_workload(workload) == nullptr)
    throw BadInput(unknown_name("workload", workload, workload_names()));
}

// One of ours, for that workload.
void require_program(const std::string& name, const std::string& workload,
                     std::span<const nodes::ProgramEntry> programs) {
  const auto* program = find_program(programs, name);
  if (program == nullptr) throw BadInput(unknown_name("node", name, names(programs, workload)));
  if (program->workload != workload) {
    throw BadInput(
        fmt::format("node {} is for the workload {}, not {}", name, program->workload, workload));
  }
}

// What only a program of --bin heeds.
constexpr std::array kOfFiles = {"ours", "threads", "real-time"};

void complete_external(const TestRequest& request, Options& options,
                       std::span<const nodes::ProgramEntry> programs) {
  workloads::ExternalProgram& external = *options.run.external;
  if (external.command.empty()) {
    const auto* given = std::find_if(std::begin(kOfFiles), std::end(kOfFiles),
                                     [&](const char* name) { return request.is_given(name); });
    throw BadInput(
        fmt::format("--{} has no effect without a program of yours: add --bin FILE", *given));
  }
  const std::string& file = external.command.front();
  if (request.is_given("node")) {
    throw BadInput(
        fmt::format("--node {0} and --bin {1} both name the program of all nodes: leave out one of "
                    "them, or say --ours n0={0} for n0 alone",
                    options.run.program, file));
  }
  require_workload(options.plan.workload);
  for (const auto& own : external.ours)
    require_program(own.program, options.plan.workload, programs);
  options.run.program = workloads::program_name(external);
  settle_file(external);
}

void complete_program(const TestRequest& request, Options& options,
                      std::span<const nodes::ProgramEntry> programs) {
  if (options.run.external) return complete_external(request, options, programs);
  if (options.plan.workload.empty() && !options.run.program.empty()) {
    const auto* program = find_program(programs, options.run.program);
    if (program == nullptr)
      throw BadInput(unknown_name("node", options.run.program, names(programs)));
    options.plan.workload = program->workload;
  }
  require_workload(options.plan.workload);
  if (options.run.program.empty()) {
    // The first one: of the programs that were linked in, or else the default of the built-in ones.
    options.run.program = std::find_if(programs.begin(), programs.end(), [&](const auto& program) {
                            return program.workload == options.plan.workload;
                          })->name;
    return;
  }
  require_program(options.run.program, options.plan.workload, programs);
}

// Maelstrom gives nodes any names. Ours have theirs; others are refused, not replaced.
void complete_nodes(TestRequest& request) {
  const auto& nodes = request.nodes;
  std::size_t& count = request.options.run.node_count;
  if (nodes.empty()) return;
  if (request.is_given("node-count") && count != nodes.size()) {
    throw BadInput(fmt::format("--node-count says {} {}, --nodes names {}: leave out one of them",
                               count, count == 1 ? "node" : "nodes", nodes.size()));
  }
  count = nodes.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (nodes[i] == fmt::format("n{}", i)) continue;
    throw BadInput(fmt::format("--nodes {}: nodes are called n0, n1 and so on; say --node-count {}",
                               fmt::join(nodes, ","), count));
  }
}

void require_nodes(const workloads::RunOptions& run) {
  if (!run.external) return;
  if (auto text = workloads::complaint(*run.external, run.node_count))
    throw BadInput(fmt::format("{}: {}", run.external->ours.empty() ? "--bin" : "--ours", *text));
}

bool has_climate(const TestRequest& request) {
  return request.draws_climates || request.climate.has_value();
}

// The faults that a run may have: those that were asked for, or those that climates draw.
sim::FaultSet possible_faults(const TestRequest& request,
                              std::span<const nodes::ProgramEntry> programs) {
  const Options& options = request.options;
  if (has_climate(request) && !request.is_given("nemesis"))
    return faults_to_draw(entry_of(options, programs), programs);
  sim::FaultSet faults;
  for (const sim::FaultKind kind : options.plan.nemesis.kinds)
    faults = faults | sim::FaultSet{kind};
  return faults;
}

void require_effect(const workloads::NemesisOptions& nemesis, sim::FaultSet possible) {
  using enum sim::FaultKind;
  const auto has_any = [possible](sim::FaultSet wanted) { return possible.has_any(wanted); };
  if (nemesis.shape && !has_any({partition, held})) {
    throw BadInput(
        fmt::format("--partition-shape {} has no partition to shape: add --nemesis partition",
                    name_of(*nemesis.shape)));
  }
  if (nemesis.targets && !has_any({kill, pause, sim::FaultKind::clock, disk})) {
    throw BadInput(
        fmt::format("--nemesis-targets {} has no fault of nodes to aim: add --nemesis kill, pause, "
                    "clock or disk",
                    name_of(*nemesis.targets)));
  }
  if (nemesis.together && possible.kinds().size() < 2) {
    throw BadInput(
        "--nemesis-together has not two kinds of faults that could strike at once: add --nemesis "
        "partition,clock, say");
  }
  if (!nemesis.disk_faults.empty() && !has_any({disk}))
    throw BadInput("--disk-faults has no effect without --nemesis disk: add it");
}

void complete_nemesis(const TestRequest& request, std::span<const nodes::ProgramEntry> programs) {
  const Options& options = request.options;
  require_effect(options.plan.nemesis, possible_faults(request, programs));
  if (const auto complaint = workloads::complaint(options.plan.nemesis, options.run.node_count))
    throw BadInput(*complaint);
  const bool draws_nodes = has_climate(request) && !request.is_given("node-count");
  constexpr std::size_t kFewestWithCore = 3;
  if (options.plan.liveness == workloads::Liveness::core && !draws_nodes &&
      options.run.node_count < kFewestWithCore) {
    throw BadInput(
        fmt::format("--liveness core leaves a minority broken, and of {} there is none: take 3 "
                    "nodes or more",
                    options.run.node_count == 1 ? "1 node" : "2 nodes"));
  }
}

// A run is not for nothing when a criterion of it makes no sense.
void complete_criteria(const Options& options) {
  if (options.criteria.expectations.empty()) return;
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  workloads::require_expectations(*workload, options);
}

}  // namespace

void complete(TestRequest& request, std::span<const nodes::ProgramEntry> programs) {
  Options& options = request.options;
  complete_program(request, options, programs);
  complete_nodes(request);
  require_nodes(options.run);
  complete_load(request);
  if (options.run.topology == sim::TopologyKind::total && options.plan.workload == "broadcast" &&
      options.run.node_count > workloads::kMostTotallyConnected) {
    throw BadInput(
        fmt::format("--topology total joins each node to all others, which is too much "
                    "for {} nodes (at most {}); take grid or tree4",
                    options.run.node_count, workloads::kMostTotallyConnected));
  }
  complete_nemesis(request, programs);
  complete_criteria(options);
  if (request.climate && request.is_given("seed")) {
    throw BadInput(
        fmt::format("--climate {} is the seed of the run: leave out --seed", *request.climate));
  }
  require_output(request);
}

void require_output(const TestRequest& request) {
  if (request.store_directory.empty()) throw BadInput("--store takes a directory, got \"\"");
  if (request.trace && request.no_store) {
    throw BadInput("--trace writes trace.jsonl into the store: leave out one of it and --no-store");
  }
  if (request.report && request.no_store) {
    throw BadInput(
        "--report writes report.html into the store: leave out one of it and --no-store");
  }
}

}  // namespace eddy::tools
