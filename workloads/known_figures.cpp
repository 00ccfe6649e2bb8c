#include "workloads/known_figures.h"

#include <set>
#include <string>

#include "eddy/checkers/expect.h"
#include "eddy/checkers/stats.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/plan.h"

namespace eddy::workloads {
namespace {

// Of the functions that a load of some thousand operations has, in a small cluster.
checkers::History one_of_each(const Workload& workload, Options options) {
  options.run.node_count = Options{}.run.node_count;
  options.plan.concurrency = workload.default_concurrency();
  options.plan.rate = 100;
  options.run.time_limit = std::chrono::seconds(20);
  options.plan.nemesis.kinds.clear();
  const Scenario scenario = plan(options, workload);
  std::set<std::string> functions;
  for (const auto& operation : scenario.operations) {
    functions.insert(operation.f);
    if (operation.then) functions.insert(operation.then->f);
  }
  for (const auto& operation : scenario.final_operations) functions.insert(operation.f);
  checkers::History history;
  for (const std::string& f : functions) {
    for (const auto type : {checkers::OpType::invoke, checkers::OpType::info}) {
      checkers::Op op;
      op.index = static_cast<std::int64_t>(history.ops.size());
      op.type = type;
      op.f = f;
      history.ops.push_back(std::move(op));
    }
  }
  return history;
}

}  // namespace

std::vector<checkers::Figure> known_figures(const Workload& workload, const Options& options) {
  Options plain = options;
  plain.criteria.expectations.clear();
  std::vector<checkers::Figure> figures;
  Run recovered;
  recovered.options = plain.run;
  recovered.aftermath.recovery_begins = 0;
  const Results results = check(recovered, workload, plain);
  for (const auto& [name, verdict] : results.verdicts) {
    const auto& own = name == "stats" ? checkers::check_stats(one_of_each(workload, plain)).figures
                                      : verdict.figures;
    figures.insert(figures.end(), own.begin(), own.end());
  }
  for (checkers::Figure& figure : figures) figure.value.reset();
  return figures;
}

void require_expectations(const Workload& workload, const Options& options) {
  std::vector<checkers::Expectation> expectations;
  for (const std::string& text : options.criteria.expectations)
    expectations.push_back(checkers::parse_expectation(text));
  if (!expectations.empty())
    checkers::require_known(expectations, known_figures(workload, options));
}

}  // namespace eddy::workloads
