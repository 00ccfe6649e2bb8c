#include "tools/request_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/bad_input.h"
#include "checkers/expect.h"
#include "tools/arguments.h"
#include "workloads/catalog.h"
#include "workloads/known_figures.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using workloads::Options;

constexpr double kMostOperations = 2e7;
constexpr std::size_t kMostClients = 2'000'000;
constexpr std::size_t kMostTotallyConnected = 4000;

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const auto& entry : workloads::catalog()) names.emplace_back(entry.name);
  return names;
}

const sim::NodeProgram* find_program(std::span<const sim::NodeProgram> programs,
                                     std::string_view name) {
  const auto found = std::find_if(programs.begin(), programs.end(),
                                  [name](const auto& program) { return program.name == name; });
  return found == programs.end() ? nullptr : &*found;
}

void complete_load(TestRequest& request) {
  Options& options = request.options;
  const auto workload = workloads::find_workload(options.workload)->make();
  if (!request.concurrency_given) options.concurrency = workload->default_concurrency();
  const double seconds = std::chrono::duration<double>(options.time_limit).count();
  if (options.rate * seconds > kMostOperations) {
    throw BadInput(fmt::format("--rate {} for {} s is {:.0f} operations; at most {:.0f} are run",
                               options.rate, seconds, options.rate * seconds, kMostOperations));
  }
  if (options.concurrency.count > kMostClients || options.clients() > kMostClients) {
    throw BadInput(fmt::format("--concurrency asks for {}{} clients; at most {} are run",
                               options.concurrency.count, options.concurrency.per_node ? "n" : "",
                               kMostClients));
  }
  if (const auto complaint = workload->complaint(options)) throw BadInput(*complaint);
}

// All names, or those for one workload.
std::vector<std::string> names(std::span<const sim::NodeProgram> programs,
                               std::string_view workload = {}) {
  std::vector<std::string> list;
  for (const auto& program : programs) {
    if (workload.empty() || program.workload == workload) list.emplace_back(program.name);
  }
  return list;
}

void complete_program(Options& options, std::span<const sim::NodeProgram> programs) {
  if (options.workload.empty() && !options.node.empty()) {
    const auto* program = find_program(programs, options.node);
    if (program == nullptr) throw BadInput(unknown_name("node", options.node, names(programs)));
    options.workload = program->workload;
  }
  if (options.workload.empty()) {
    throw BadInput(fmt::format("which workload? --workload takes one of {}",
                               fmt::join(workload_names(), ", ")));
  }
  if (workloads::find_workload(options.workload) == nullptr) {
    throw BadInput(unknown_name("workload", options.workload, workload_names()));
  }
  if (options.node.empty()) {
    // The first one: of the programs that were linked in, or else the default of the built-in ones.
    options.node = std::find_if(programs.begin(), programs.end(), [&](const auto& program) {
                     return program.workload == options.workload;
                   })->name;
    return;
  }
  const auto* program = find_program(programs, options.node);
  if (program == nullptr) {
    throw BadInput(unknown_name("node", options.node, names(programs, options.workload)));
  }
  if (program->workload != options.workload) {
    throw BadInput(fmt::format("node {} is for the workload {}, not {}", options.node,
                               program->workload, options.workload));
  }
}

// Maelstrom gives nodes any names. Ours have theirs; others are refused, not replaced.
void complete_nodes(TestRequest& request) {
  const auto& nodes = request.nodes;
  std::size_t& count = request.options.node_count;
  if (nodes.empty()) return;
  if (request.node_count_given && count != nodes.size()) {
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

void complete_nemesis(const Options& options) {
  const auto& nemesis = options.nemesis;
  const bool partitions = std::find(nemesis.kinds.begin(), nemesis.kinds.end(),
                                    workloads::NemesisKind::partition) != nemesis.kinds.end();
  if (nemesis.shape && !partitions) {
    throw BadInput(
        fmt::format("--partition-shape {} has no partition to shape: add --nemesis partition",
                    sim::name(*nemesis.shape)));
  }
  if (const auto complaint = workloads::complaint(nemesis, options.node_count)) {
    throw BadInput(*complaint);
  }
}

// A run is not for nothing when a criterion of it makes no sense.
void complete_criteria(const Options& options) {
  if (options.expectations.empty()) return;
  std::vector<checkers::Expectation> expectations;
  for (const std::string& text : options.expectations) {
    expectations.push_back(checkers::parse_expectation(text));
  }
  const auto workload = workloads::find_workload(options.workload)->make();
  checkers::require_known(expectations, workloads::known_figures(*workload, options));
}

}  // namespace

void complete(TestRequest& request, std::span<const sim::NodeProgram> programs) {
  Options& options = request.options;
  complete_program(options, programs);
  complete_nodes(request);
  complete_load(request);
  if (options.topology == sim::TopologyKind::total && options.workload == "broadcast" &&
      options.node_count > kMostTotallyConnected) {
    throw BadInput(
        fmt::format("--topology total joins each node to all others, which is too much "
                    "for {} nodes (at most {}); take grid or tree4",
                    options.node_count, kMostTotallyConnected));
  }
  complete_nemesis(options);
  complete_criteria(options);
  if (request.store_directory.empty()) throw BadInput("--store takes a directory, got \"\"");
  if (request.trace && request.no_store) {
    throw BadInput("--trace writes trace.jsonl into the store: leave out one of it and --no-store");
  }
}

}  // namespace eddy::tools
