#include "eddy/checkers/transactional/list_append.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

#include "checkers/transactional/graph/cycle_search.h"
#include "checkers/transactional/graph/precedence.h"
#include "checkers/transactional/lists/list_explainer.h"
#include "checkers/transactional/lists/list_findings.h"
#include "checkers/transactional/lists/list_versions.h"
#include "checkers/transactional/lists/view_findings.h"
#include "checkers/transactional/models/model_answers.h"
#include "checkers/transactional/report/cycle_report.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace {

// Bytes that a dependency takes at most until all searches are done.
constexpr std::size_t kBytesOfDependence = 32;

}  // namespace

DependencyGraph list_dependencies(const ListHistory& history, const Budget& budget,
                                  FoundAnomalies& findings) {
  const std::size_t most = budget.bytes / kBytesOfDependence;
  ListVersions versions(history);
  std::vector<ListVersions::Dependent> of_key;
  std::vector<Dependence> dependences;
  dependences.reserve(std::min(most, history.ops().size() * 2));  // enough but for dense ones
  bool complete = true;
  for (std::uint32_t key = 0; key < history.key_count(); ++key) {
    versions.turn_to(key);
    add_list_findings(versions, findings);
    of_key.clear();
    complete = versions.add_dependents(of_key, most - dependences.size()) && complete;
    for (const ListVersions::Dependent& dependent : of_key)
      dependences.emplace_back(history.op(dependent.from).transaction(),
                               history.op(dependent.to).transaction(), dependent.kind);
  }
  if (!complete)
    findings.add(Anomaly::cycle_search_timeout,
                 {{fmt::format("the budget of memory holds no more than {} dependencies, and there "
                               "are more",
                               most)},
                  {},
                  {}});
  return {history.transactions().size(), dependences};
}

Verdict check_list_append(const History& history, const CheckOptions& options) {
  const AnomalySet prohibited = prohibited_anomalies(options.consistency_models, options.anomalies);
  const ListHistory lists(history);
  FoundAnomalies findings;
  const DependencyGraph graph = list_dependencies(lists, options.budget, findings);
  const Precedence precedence(history, lists.transactions(), order_needed(prohibited));
  add_emptiness(graph, precedence, findings);
  const ListExplainer explainer(lists);
  add_cycles({history, lists.transactions(), explainer}, graph,
             find_cycles(graph, precedence, options.budget), findings);
  if (!findings.has(prohibited)) add_view_findings(lists, prohibited, options.budget, findings);
  Verdict verdict = findings.conclude(options);
  add_remarks("list-append", options, verdict);
  return verdict;
}

}  // namespace eddy::checkers
