#include "eddy/checkers/transactional/rw_register.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "checkers/transactional/models/model_answers.h"
#include "checkers/transactional/registers/register_dependencies.h"
#include "checkers/transactional/registers/register_explainer.h"
#include "checkers/transactional/registers/register_faults.h"
#include "checkers/transactional/registers/register_views.h"
#include "checkers/transactional/report/cycle_report.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

// Null where nobody wrote it.
const Op* writer_of(const RegisterHistory& registers, std::uint32_t version) {
  const std::uint32_t writer = registers.versions[version].writer;
  return writer == kNoWriter ? nullptr : &registers.op_of(writer);
}

AnomalyCase describe(const RegisterHistory& registers, const VersionCycle& cycle) {
  const std::uint32_t key = registers.versions[cycle.front().from].key;
  AnomalyCase finding;
  finding.evidence.push_back(
      fmt::format("the versions of {} follow each other in a circle:", key_name(registers, key)));
  json::array values;
  json::array sources;
  std::vector<const Op*> operations;
  for (const VersionEdge& edge : cycle) {
    operations.push_back(writer_of(registers, edge.from));
    values.push_back(value_of(registers, edge.from));
    sources.emplace_back(to_string(edge.source));
    const std::string why = reason(registers, edge);
    finding.evidence.push_back(fmt::format("{} before {}: {}", value_name(registers, edge.from),
                                           value_name(registers, edge.to),
                                           why.empty() ? "it is the initial state" : why));
  }
  finding.who = involved(operations);
  finding.detail = {{"key", *registers.keys[key]},
                    {"values", std::move(values)},
                    {"sources", std::move(sources)}};
  return finding;
}

// As many dependencies as the budget has room for while they are sorted.
std::size_t most_dependencies(const Budget& budget) {
  constexpr std::size_t kBytesEach = 2 * (sizeof(Dependence) + sizeof(Edge));
  return std::min<std::size_t>(budget.steps, budget.bytes / kBytesEach);
}

}  // namespace

Verdict check_rw_register(const History& history, const CheckOptions& options) {
  const AnomalySet prohibited = prohibited_anomalies(options.consistency_models, options.anomalies);
  const std::vector<ObservedOrder> observed = version_orders(history);
  const RegisterHistory registers = read_registers(history, observed);
  const VersionGraph order = order_versions(
      registers, {options.wfr_keys, options.sequential_keys, options.linearizable_keys});

  FoundAnomalies findings;
  for (RegisterFault& fault : find_register_faults(registers))
    findings.add(fault.anomaly,
                 {{std::move(fault.words)}, std::move(fault.report), std::move(fault.who)});
  for (const VersionCycle& cycle : order.cycles) {
    if (findings.count(Anomaly::cyclic_versions))
      findings.describe(Anomaly::cyclic_versions, describe(registers, cycle));
  }

  const RegisterDependencies dependencies =
      find_dependencies(registers, order, most_dependencies(options.budget));
  if (!dependencies.complete)
    findings.add(Anomaly::cycle_search_timeout,
                 {{"more transactions depend on each other than there is room for"}, {}, {}});
  const DependencyGraph graph(registers.transactions.size(), dependencies.all);
  const Precedence precedence(history, registers.transactions, order_needed(prohibited));
  add_emptiness(graph, precedence, findings);
  const RegisterExplainer explainer(registers, order);
  add_cycles({history, registers.transactions, explainer}, graph,
             find_cycles(graph, precedence, options.budget), findings);
  if (!findings.has(prohibited)) {
    const AnomalySet looked_for =
        prohibited_by_table(options.consistency_models, options.anomalies);
    add_register_view_findings(history, prohibited, looked_for, options.budget, findings);
  }
  Verdict verdict = findings.conclude(options);
  add_remarks("rw-register", options, verdict);
  return verdict;
}

}  // namespace eddy::checkers
