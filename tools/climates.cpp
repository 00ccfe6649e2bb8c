#include "tools/climates.h"

#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/workloads/catalog.h"
#include "tools/offered_programs.h"
#include "tools/run_program.h"
#include "tools/sent_types.h"

namespace eddy::tools {
namespace {

// What any program has to expect: what befalls the network, and that a node stands still.
constexpr sim::FaultSet kFaultsOfAny =
    sim::kEveryNetworkFault | sim::FaultSet{sim::FaultKind::pause};

// Itself, if it is right.
const nodes::ProgramEntry& right_one(const nodes::ProgramEntry& program,
                                     std::span<const nodes::ProgramEntry> programs) {
  if (!program.bug || program.bug->twin.empty()) return program;
  const auto* twin = find_program(programs, program.bug->twin);
  return twin == nullptr ? program : *twin;
}

// What the program claims for its transactions; `given`, if it names no model.
std::vector<std::string> claimed_models(const nodes::ProgramEntry& program,
                                        const workloads::Options& given) {
  const std::string& claimed =
      program.bug && !program.bug->claims.empty() ? program.bug->claims : program.consistency;
  if (claimed.empty() || !program.workload.starts_with("txn-"))
    return given.criteria.consistency_models;
  workloads::Options options = given;
  auto& models = options.criteria.consistency_models;
  models.clear();
  try {
    for (const std::string& model : checkers::parse_models({claimed}))
      models.push_back(checkers::friendly_model_name(model));
  } catch (const checkers::BadInput&) {  // words of its own
    return given.criteria.consistency_models;
  }
  const auto workload = workloads::find_workload(given.plan.workload)->make();
  return workload->complaint(options) ? given.criteria.consistency_models : models;
}

}  // namespace

sim::FaultSet faults_to_draw(const nodes::ProgramEntry& program,
                             std::span<const nodes::ProgramEntry> programs) {
  const sim::FaultSet survived = right_one(program, programs).survives;
  return survived.empty() ? kFaultsOfAny : survived;
}

std::vector<std::string> faults_not_drawn(const TestRequest& request,
                                          std::span<const nodes::ProgramEntry> programs) {
  std::vector<std::string> names;
  if (request.is_given("nemesis")) return names;
  const sim::FaultSet drawn = faults_to_draw(entry_of(request.options, programs), programs);
  for (const sim::FaultKind kind : kValuesOf<sim::FaultKind>) {
    if (!drawn.contains(kind)) names.emplace_back(name_of(kind));
  }
  return names;
}

Climates climates_of(const TestRequest& request, std::span<const nodes::ProgramEntry> programs) {
  const nodes::ProgramEntry program = entry_of(request.options, programs);
  Climates climates{request.options, request.given, {faults_to_draw(program, programs), {}}};
  if (!request.is_given("node-count") && !request.is_given("nodes") &&
      (program.only_alone || right_one(program, programs).only_alone)) {
    climates.given.run.node_count = 1;
    climates.pinned.insert("node-count");
  }
  // Its nodes are named.
  if (const auto& external = request.options.run.external; external && !external->ours.empty())
    climates.pinned.insert("node-count");
  if (!request.is_given("consistency-models"))
    climates.given.criteria.consistency_models = claimed_models(program, request.options);
  if (!request.is_given("nemesis") && !request.is_given("nemesis-at"))
    climates.bounds.sent = sent_types(climates.given, program.program(), request.sweep.budget);
  return climates;
}

}  // namespace eddy::tools
