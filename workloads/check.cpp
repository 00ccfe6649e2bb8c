#include "eddy/workloads/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"
#include "checkers/figure_names.h"
#include "checkers/found.h"
#include "eddy/checkers/availability.h"
#include "eddy/checkers/catalog.h"
#include "eddy/checkers/expect.h"
#include "eddy/checkers/stats.h"
#include "workloads/known_figures.h"
#include "workloads/net_report.h"
#include "workloads/recovery.h"

namespace eddy::workloads {
namespace {

using checkers::Validity;
using checkers::Verdict;

// What failures of several nodes have in common: the sentence, without the line that a program wrote.
std::string_view kind_of(std::string_view failure) {
  return failure.substr(0, std::min(failure.find(": {"), failure.find("; its last line")));
}

// A node that fails has not passed, whatever its clients saw.
Verdict check_nodes(const Run& run) {
  Verdict verdict;
  boost::json::array failures;
  std::vector<const sim::Simulation::Failure*> first;  // of each kind
  std::map<std::string_view, std::vector<std::string>> others;
  for (const auto& failure : run.failures) {
    verdict.validity = Validity::invalid;
    auto& later = others[kind_of(failure.text)];
    if (std::any_of(first.begin(), first.end(), [&](const auto* other) {
          return kind_of(other->text) == kind_of(failure.text);
        })) {
      later.push_back(fmt::format("{} at {}", failure.node.name(),
                                  checkers::format_time(sim::nanoseconds(failure.at))));
    } else {
      first.push_back(&failure);
    }
    failures.push_back(boost::json::object{{"node", failure.node.name()},
                                           {"time", sim::nanoseconds(failure.at)},
                                           {"text", failure.text},
                                           {"in-hand", failure.in_hand}});
  }
  for (const auto& failure : run.failures) {
    if (verdict.findings.size() == checkers::kMostFindings) break;
    verdict.findings.push_back(checkers::to_finding(
        "failure", {{}, {failure.node.name()}},
        fmt::format("{} failed at {}: {}", failure.node.name(),
                    checkers::format_time(sim::nanoseconds(failure.at)), failure.text)));
  }
  for (const auto* failure : first) {
    if (verdict.evidence.size() == checkers::kMaxEvidence) {
      verdict.evidence.push_back(
          fmt::format("… and {} more kinds of failures", first.size() - checkers::kMaxEvidence));
      break;
    }
    std::string line =
        fmt::format("{} failed at {}: {}", failure->node.name(),
                    checkers::format_time(sim::nanoseconds(failure->at)), failure->text);
    if (!failure->in_hand.empty()) line += "; in hand: " + failure->in_hand;
    auto& later = others[kind_of(failure->text)];
    if (!later.empty()) line += fmt::format("; so did {}", checkers::enumerate(std::move(later)));
    verdict.evidence.push_back(std::move(line));
  }
  verdict.figures.push_back(
      {"failure-count", static_cast<double>(run.failures.size()), checkers::Unit::count});
  verdict.report["failures"] = std::move(failures);
  return verdict;
}

// An invariant that was broken ended the run.
Verdict check_invariants(const sim::Breach& breach) {
  Verdict verdict;
  verdict.validity = Validity::invalid;
  verdict.evidence.push_back(fmt::format(
      "{}: the invariant {} was broken at {}, after an event of {}; the run was ended there",
      breach.text.empty() ? breach.node.name() : breach.text, breach.invariant,
      checkers::format_time(sim::nanoseconds(breach.at)), breach.node.name()));
  verdict.findings.push_back(
      checkers::to_finding(breach.invariant, {{}, {breach.node.name()}}, verdict.evidence.front()));
  verdict.report["invariant"] = breach.invariant;
  verdict.report["node"] = breach.node.name();
  verdict.report["time"] = sim::nanoseconds(breach.at);
  verdict.report["text"] = breach.text;
  return verdict;
}

// What text an error of the history has.
std::string text_of(const checkers::Op& op) {
  const auto* error = op.error.if_array();
  if (error == nullptr || error->size() < 2 || !(*error)[1].is_string()) return "";
  return std::string((*error)[1].get_string());
}

// An answer that does not fit its request is the node's fault, and hides what was to be judged.
Verdict check_answers(const Run& run) {
  struct Kind {
    std::size_t count = 0;
    const Misfit* first = nullptr;
    std::vector<const checkers::Op*> operations;
  };
  std::map<std::pair<std::string, std::string>, Kind> kinds;
  for (const Misfit& misfit : run.misfits) {
    Kind& kind = kinds[{run.history.ops[misfit.completion].f, misfit.kind}];
    if (++kind.count == 1) kind.first = &misfit;
    kind.operations.push_back(&run.history.ops[misfit.completion]);
  }
  Verdict verdict;
  boost::json::array report;
  for (const auto& [what, kind] : kinds) {
    const auto& [f, name] = what;
    const checkers::Op& op = run.history.ops[kind.first->completion];
    verdict.validity = Validity::invalid;
    verdict.evidence.push_back(
        fmt::format("{} {} to {} {} not fit the request, {}: the first, {}: {}", kind.count,
                    kind.count == 1 ? "answer" : "answers", f, kind.count == 1 ? "does" : "do",
                    name, checkers::describe(op), text_of(op)));
    verdict.findings.push_back(
        checkers::to_finding(boost::algorithm::replace_all_copy(name, " ", "-"),
                             checkers::involved(kind.operations), verdict.evidence.back()));
    report.push_back({{"f", f},
                      {"kind", name},
                      {"count", kind.count},
                      {"first", checkers::reference(op)},
                      {"text", text_of(op)}});
  }
  verdict.figures.push_back(
      {"misfit-count", static_cast<double>(run.misfits.size()), checkers::Unit::count});
  verdict.report["misfits"] = std::move(report);
  return verdict;
}

checkers::Involved answer_at(const Run& run, std::int64_t index) {
  const auto op = std::find_if(run.history.ops.begin(), run.history.ops.end(),
                               [index](const checkers::Op& o) { return o.index == index; });
  return checkers::involved({op == run.history.ops.end() ? nullptr : &*op});
}

// A node may answer what its workload knows no meaning for.
Verdict check_workload(const Run& run, const Judge& judge, const Criteria& criteria) {
  try {
    Verdict verdict = judge.check(run, criteria);
    checkers::note_emptiness(verdict, run.history);
    return verdict;
  } catch (const checkers::BadOperation& bad) {
    Run none;
    none.options = run.options;
    Verdict verdict = judge.check(none, criteria);
    verdict.validity = Validity::invalid;
    verdict.evidence = {fmt::format("an answer makes no sense: {}", bad.what())};
    verdict.findings = {checkers::to_finding("meaningless-answer", answer_at(run, bad.index()),
                                             verdict.evidence.front())};
    for (auto& figure : verdict.figures) figure.value.reset();
    verdict.report.clear();
    return verdict;
  }
}

// Without final reads, as in a run that was ended, there is nothing to say.
std::optional<Verdict> check_convergence(const Run& run, const Judge& judge,
                                         const Criteria& criteria) {
  try {
    auto verdict = judge.check_convergence(run, criteria);
    if (verdict && !run.aftermath.final_begins) {
      verdict->validity = Validity::valid;
      verdict->findings.clear();
      verdict->evidence.clear();
      for (auto& figure : verdict->figures) figure.value.reset();
    }
    return verdict;
  } catch (const checkers::BadOperation&) {
    return std::nullopt;  // as check_workload says
  }
}

// Did the run come to its end?
Verdict check_course(const Run& run) {
  Verdict verdict;
  for (const std::string& failure : run.setup_failures) {
    verdict.validity = Validity::unknown;
    verdict.evidence.push_back(failure);
  }
  if (verdict.evidence.size() > checkers::kMaxEvidence) {
    verdict.evidence.resize(checkers::kMaxEvidence);
  }
  if (run.stopped) {
    verdict.validity = Validity::unknown;
    const std::string at = checkers::format_time(sim::nanoseconds(run.stopped->at));
    const bool stood_still = run.stopped->bound == "events at one moment";
    verdict.evidence.push_back(fmt::format("{}: it reached its bound of {} {}",
                                           stood_still
                                               ? "time stood still at " + at + ", the run was ended"
                                               : "the run was ended at " + at,
                                           run.stopped->limit, run.stopped->bound));
    std::vector<std::string> senders;
    for (const auto& sender : run.stopped->senders) {
      senders.push_back(
          fmt::format("{} sent {} × {}", sender.node.name(), sender.sent, sender.message));
    }
    if (!senders.empty()) {
      verdict.evidence.push_back(fmt::format("top senders: {}", fmt::join(senders, ", ")));
    }
    verdict.report["bound"] = run.stopped->bound;
    verdict.report["limit"] = run.stopped->limit;
    verdict.report["top-senders"] = boost::json::array(senders.begin(), senders.end());
  }
  if (run.given_up) {
    verdict.validity = Validity::unknown;
    const auto& [node, why, at] = *run.given_up;
    verdict.evidence.push_back(fmt::format("{} {}; the run was ended there, at {}", node.name(),
                                           why, checkers::format_time(sim::nanoseconds(at))));
    verdict.report["given-up"] = {
        {"node", node.name()}, {"time", sim::nanoseconds(at)}, {"why", why}};
  }
  boost::json::array unmet;
  for (const sim::MessageId& message : run.unmet_exceptions) unmet.emplace_back(to_string(message));
  if (!unmet.empty()) verdict.report["unmet-exceptions"] = std::move(unmet);
  checkers::Figure done{"load.done-fraction", std::nullopt, checkers::Unit::ratio};
  if (run.planned > 0)
    done.value = static_cast<double>(run.begun) / static_cast<double>(run.planned);
  verdict.figures.push_back(std::move(done));
  return verdict;
}

// So many operations of one function without a success tell against a program. Faults may have kept
// all from succeeding: then the recovery phase tells.
std::optional<std::size_t> enough_tries(const Run& run) {
  constexpr std::size_t kEnough = 100;
  const auto& network = run.options.network;
  const bool had_faults =
      !run.faults.empty() || !network.loss.never() || !network.duplicate.never();
  return had_faults ? std::nullopt : std::optional(kEnough);
}

// Nobody is accused of what only the rest of a run would have shown.
void suspend(Verdict& verdict) {
  if (verdict.validity == Validity::invalid) verdict.validity = Validity::unknown;
  verdict.findings.clear();
  verdict.evidence.clear();
}

std::vector<checkers::Expectation> parse_all(const std::vector<std::string>& texts) {
  std::vector<checkers::Expectation> expectations;
  for (const std::string& text : texts) {
    expectations.push_back(checkers::parse_expectation(text));
  }
  return expectations;
}

// A figure on operations of one function is there only if the run had any: without a value it is
// neither unknown nor met.
void add_expected(std::vector<checkers::Figure>& figures,
                  const std::vector<checkers::Expectation>& expectations, const Workload& workload,
                  const Options& options) {
  for (const checkers::Expectation& expectation : expectations) {
    if (checkers::find_figure(figures, expectation.figure) != nullptr) continue;
    const auto known = known_figures(workload, options);
    const auto* figure = checkers::find_figure(known, expectation.figure);
    if (figure != nullptr) figures.push_back(*figure);
  }
}

void settle(Results& results) {
  for (const auto& [name, verdict] : results.verdicts) {
    results.validity = checkers::merge(results.validity, verdict.validity);
  }
  if (results.verdicts.front().second.validity == Validity::unknown) {
    results.validity = Validity::unknown;
  }
  if (checkers::is_failing(results.validity)) {
    for (const auto& [name, verdict] : results.verdicts) {
      for (auto& finding : checkers::reported(name, verdict.findings))
        results.findings.push_back(std::move(finding));
    }
  }
  std::vector<const Verdict*> gravest_first;
  for (const auto& [name, verdict] : results.verdicts) gravest_first.push_back(&verdict);
  std::stable_sort(gravest_first.begin(), gravest_first.end(),
                   [](const Verdict* a, const Verdict* b) { return a->validity > b->validity; });
  // But first why there is no more to be seen.
  const Verdict* course = &results.verdicts.front().second;
  std::stable_partition(gravest_first.begin(), gravest_first.end(),
                        [course](const Verdict* verdict) { return verdict == course; });
  for (const Verdict* verdict : gravest_first) {
    // Where one value is, two of them may tell in the same words.
    const std::size_t told = results.evidence.size();
    for (const std::string& line : verdict->evidence) {
      const auto end = results.evidence.begin() + static_cast<std::ptrdiff_t>(told);
      if (!line.starts_with("    value ") || std::find(results.evidence.begin(), end, line) == end)
        results.evidence.push_back(line);
    }
  }
}

}  // namespace

std::optional<checkers::WayToFail> Results::way_to_fail() const {
  return checkers::way_to_fail(validity, findings);
}

const checkers::Figure* Results::figure(std::string_view name) const {
  return checkers::find_figure(figures, name);
}

Results check(const Run& run, const Workload& workload, const Options& options) {
  const auto expectations = parse_all(options.criteria.expectations);
  Results results;
  auto& verdicts = results.verdicts;
  verdicts.emplace_back("run", check_course(run));
  verdicts.emplace_back("nodes", check_nodes(run));
  verdicts.emplace_back("answers", check_answers(run));
  if (run.breach) verdicts.emplace_back("invariants", check_invariants(*run.breach));
  verdicts.emplace_back("workload", check_workload(run, workload, options.criteria));
  if (auto convergence = check_convergence(run, workload, options.criteria))
    verdicts.emplace_back("convergence", std::move(*convergence));
  if (auto recovery = check_recovery(run, workload, options.criteria))
    verdicts.emplace_back("recovery", std::move(*recovery));
  verdicts.emplace_back("stats", checkers::check_stats(run.history, enough_tries(run)));
  verdicts.emplace_back("availability",
                        checkers::check_availability(run.history, options.criteria.availability));
  verdicts.emplace_back("net", check_net(run));
  for (const auto& [name, verdict] : verdicts) {
    results.figures.insert(results.figures.end(), verdict.figures.begin(), verdict.figures.end());
  }
  add_expected(results.figures, expectations, workload, options);
  verdicts.emplace_back("expectations",
                        checkers::check_expectations(expectations, results.figures));
  if (run.is_cut_short() || run.breach) {
    constexpr std::string_view kOfWhatWasSeen[] = {"run", "nodes", "answers", "invariants"};
    for (auto& [name, verdict] : verdicts) {
      if (std::find(std::begin(kOfWhatWasSeen), std::end(kOfWhatWasSeen), name) ==
          std::end(kOfWhatWasSeen))
        suspend(verdict);
    }
  }
  settle(results);
  return results;
}

}  // namespace eddy::workloads
