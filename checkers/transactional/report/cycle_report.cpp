#include "checkers/transactional/report/cycle_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "checkers/evidence.h"
#include "checkers/transactional/report/drawn_cycle.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace {

std::string name_of(std::size_t position) { return fmt::format("T{}", position + 1); }

Explanation explain_process(const ExplainedHistory& in, TransactionId from,
                            std::string_view from_name, std::string_view to_name) {
  const std::int64_t process = op_of(in.history, in.transactions[from]).process;
  Explanation explanation;
  explanation.words = fmt::format("process {} ran {} before {}", process, from_name, to_name);
  explanation.label = fmt::format("process {}", process);
  explanation.detail["process"] = process;
  return explanation;
}

Explanation explain_time(const ExplainedHistory& in, TransactionId from, std::string_view from_name,
                         TransactionId to, std::string_view to_name) {
  const Op& completed = op_of(in.history, in.transactions[from]);
  const Op& invoked = in.history.ops[in.transactions[to].call.invocation];
  Explanation explanation;
  explanation.words = fmt::format("{} completed (op {}, {}) before {} was invoked (op {}, {})",
                                  from_name, completed.index, format_time(completed.time), to_name,
                                  invoked.index, format_time(invoked.time));
  explanation.label =
      fmt::format("{} < {}", format_time(completed.time), format_time(invoked.time));
  explanation.detail = {{"completed", completed.index}, {"invoked", invoked.index}};
  return explanation;
}

Explanation explain(const ExplainedHistory& in, const Cycle& cycle, std::size_t step) {
  const auto [from, kind] = cycle.steps[step];
  const TransactionId to = cycle.to(step);
  const std::string from_name = name_of(step);
  const std::string to_name = name_of((step + 1) % cycle.steps.size());
  if (kind == Dependency::process) return explain_process(in, from, from_name, to_name);
  if (kind == Dependency::realtime) return explain_time(in, from, from_name, to, to_name);
  return in.explainer.explain(from, from_name, to, to_name, kind);
}

DrawnCycle as_drawn(const ExplainedHistory& in, const Cycle& cycle,
                    const std::vector<Explanation>& explanations) {
  DrawnCycle drawn;
  drawn.title = to_string(cycle.type);
  const std::size_t count = cycle.steps.size();
  for (std::size_t i = 0; i < count; ++i) {
    const TransactionId transaction = cycle.steps[i].from;
    DrawnTransaction box{name_of(i), describe(op_of(in.history, in.transactions[transaction])), {}};
    const auto leaves = explanations[i].from_operation;
    const auto enters = explanations[(i + count - 1) % count].to_operation;
    for (const std::string& operation : in.explainer.operations(transaction)) {
      const std::size_t position = box.operations.size();
      const bool takes_part = leaves == position || enters == position;
      box.operations.push_back({operation, takes_part ? InCycle::yes : InCycle::no});
    }
    drawn.transactions.push_back(std::move(box));
    drawn.dependencies.push_back({std::string(to_string(cycle.steps[i].kind)),
                                  explanations[i].label, explanations[i].words});
  }
  return drawn;
}

std::string operations_line(const ExplainedHistory& in, TransactionId transaction) {
  constexpr std::size_t kShown = 8;
  constexpr std::size_t kMaxBytes = 60;
  std::vector<std::string> operations = in.explainer.operations(transaction);
  const std::size_t count = operations.size();
  operations.resize(std::min(count, kShown));
  for (std::string& operation : operations) operation = eddy::shortened(operation, kMaxBytes);
  if (count > kShown) operations.push_back(fmt::format("… {} more", count - kShown));
  return fmt::format("{}", fmt::join(operations, ", "));
}

// Whether data lead from one to the other, as far as a short search can tell.
bool data_lead(TransactionId from, TransactionId to, const DependencyGraph& graph) {
  constexpr std::size_t kMostMet = 1000;
  std::set<TransactionId> met{from};
  std::vector<TransactionId> next{from};
  while (!next.empty() && met.size() < kMostMet) {
    const TransactionId at = next.back();
    next.pop_back();
    for (const Edge& edge : graph.from(at)) {
      if (edge.to() == to) return true;
      if (met.insert(edge.to()).second) next.push_back(edge.to());
    }
  }
  return false;
}

// Whether a step by process or time leads where data lead, too.
bool is_doubled(const Cycle& cycle, const DependencyGraph& graph) {
  for (std::size_t i = 0; i < cycle.steps.size(); ++i) {
    const auto [from, kind] = cycle.steps[i];
    const bool session = kind == Dependency::process || kind == Dependency::realtime;
    if (session && data_lead(from, cycle.to(i), graph)) return true;
  }
  return false;
}

void add_cycle(const ExplainedHistory& explained, const Cycle& cycle, FoundAnomalies& findings) {
  const std::size_t earlier = findings.count_of(cycle.type);
  if (!findings.count(cycle.type)) return;
  const std::string drawing = earlier < kMaxDrawnCycles
                                  ? fmt::format("{}-{}", to_string(cycle.type), earlier)
                                  : std::string();
  findings.describe(cycle.type, describe_cycle(explained, cycle, drawing));
}

void add_doubts(const FoundCycles& found, FoundAnomalies& findings) {
  for (const Anomaly type : found.exist)
    findings.add(
        type,
        {{"there is such a cycle, but the budget of steps ended before it was found"}, {}, {}});
  for (const Anomaly type : found.undecided)
    findings.add(Anomaly::cycle_search_timeout,
                 {{fmt::format("the budget of steps ended before it was known whether there is a "
                               "cycle of type {}",
                               to_string(type))},
                  {{"type", to_string(type)}},
                  {}});
}

}  // namespace

AnomalyCase describe_cycle(const ExplainedHistory& explained, const Cycle& cycle,
                           const std::string& drawing) {
  AnomalyCase finding;
  const std::size_t count = cycle.steps.size();
  finding.evidence.push_back(fmt::format("a cycle of {} transactions", count));
  boost::json::array indices;
  std::vector<const Op*> operations;
  for (std::size_t i = 0; i < count; ++i) {
    const TransactionId transaction = cycle.steps[i].from;
    const Op& op = op_of(explained.history, explained.transactions[transaction]);
    finding.evidence.push_back(fmt::format("{} is {}: {}", name_of(i), describe(op),
                                           operations_line(explained, transaction)));
    indices.push_back(op.index);
    operations.push_back(&op);
  }
  finding.who = involved(operations);
  indices.push_back(indices.front());
  std::vector<Explanation> explanations;
  boost::json::array steps;
  for (std::size_t i = 0; i < count; ++i) {
    explanations.push_back(explain(explained, cycle, i));
    const Explanation& why = explanations.back();
    const std::string line =
        fmt::format("{}, so {} < {}{}", why.words, name_of(i), name_of((i + 1) % count),
                    i + 1 < count ? "" : ": a contradiction");
    finding.evidence.push_back(line);
    boost::json::object step{{"type", to_string(cycle.steps[i].kind)}};
    for (const auto& entry : why.detail) step[entry.key()] = entry.value();
    step["words"] = why.words;
    steps.push_back(std::move(step));
  }
  finding.detail = {{"cycle", std::move(indices)}, {"steps", std::move(steps)}};
  if (!drawing.empty()) finding.drawings = draw(drawing, as_drawn(explained, cycle, explanations));
  return finding;
}

void add_cycles(const ExplainedHistory& explained, const DependencyGraph& graph,
                const FoundCycles& found, FoundAnomalies& findings) {
  std::vector<const Cycle*> doubled;
  for (const Cycle& cycle : found.cycles) {
    if (findings.count_of(cycle.type) == 0 && is_doubled(cycle, graph)) {
      doubled.push_back(&cycle);
    } else {
      add_cycle(explained, cycle, findings);
    }
  }
  for (const Cycle* cycle : doubled) {
    AnomalySet with_it = findings.anomalies();
    with_it.insert(cycle->type);
    if (findings.count_of(cycle->type) > 0 || ruled_out(with_it) != ruled_out(findings.anomalies()))
      add_cycle(explained, *cycle, findings);
  }
  add_doubts(found, findings);
}

void add_emptiness(const DependencyGraph& graph, const Precedence& precedence,
                   FoundAnomalies& findings) {
  if (graph.edge_count() > 0 || !precedence.empty()) return;
  findings.add(
      Anomaly::empty_transaction_graph,
      {{"nothing relates any transaction to another one, so nothing can be said"}, {}, {}});
}

}  // namespace eddy::checkers
