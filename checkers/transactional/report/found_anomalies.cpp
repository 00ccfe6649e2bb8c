#include "eddy/checkers/transactional/report/found_anomalies.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "checkers/evidence.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace {

boost::json::array as_json(const std::vector<std::string>& names) {
  return boost::json::array(names.begin(), names.end());
}

// From the gravest to the mildest; of one kind, that without the order of processes or of real time
// first. Of two cases that take as many words, the graver one is told first.
int rank_of(Anomaly anomaly) {
  constexpr std::array<std::string_view, 16> kKinds = {
      "internal",   "thin-air-read",      "future-read",     "G1a",
      "G1b",        "duplicate-elements", "dirty-update",    "incompatible-order",
      "G0",         "lost-update",        "cyclic-versions", "G1c",
      "write-skew", "G-single",           "G-nonadjacent",   "G2"};
  constexpr int kOrders = 4;
  const std::string_view name = to_string(anomaly);
  std::size_t kind = kKinds.size();
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (name == kKinds[i] || name.starts_with(std::string(kKinds[i]) + "-")) kind = i;
  }
  const int order = name.ends_with("-realtime")  ? 3
                    : name.ends_with("-process") ? 2
                    : name.ends_with("-item")    ? 1
                                                 : 0;
  return kOrders * static_cast<int>(kind) + order;
}

std::vector<const AnomalyCase*> shortest_first(const std::vector<AnomalyCase>& findings) {
  std::vector<const AnomalyCase*> all;
  for (const AnomalyCase& finding : findings) all.push_back(&finding);
  std::stable_sort(all.begin(), all.end(), [](const AnomalyCase* a, const AnomalyCase* b) {
    return a->evidence.size() < b->evidence.size();
  });
  return all;
}

bool says_only_that_a_cycle_exists(Anomaly anomaly) {
  return to_string(anomaly).ends_with("-cycle-exists");
}

// "G1a: op 12 … read key 5 as [1 2], but …"; the lines that explain it are indented.
std::vector<std::string> lines_of(Anomaly anomaly, const AnomalyCase& one) {
  std::vector<std::string> lines;
  for (const std::string& line : one.evidence)
    lines.push_back(lines.empty() ? fmt::format("{}: {}", to_string(anomaly), line)
                                  : "    " + line);
  return lines;
}

}  // namespace

bool FoundAnomalies::count(Anomaly anomaly, std::size_t cases) {
  if (cases == 0) return false;
  Cases& of_anomaly = cases_[anomaly];
  of_anomaly.count += cases;
  return of_anomaly.described.size() < kMostDescribed;
}

void FoundAnomalies::describe(Anomaly anomaly, AnomalyCase finding) {
  std::vector<AnomalyCase>& described = cases_[anomaly].described;
  if (described.size() < kMostDescribed) described.push_back(std::move(finding));
}

void FoundAnomalies::add(Anomaly anomaly, AnomalyCase finding) {
  if (count(anomaly)) describe(anomaly, std::move(finding));
}

AnomalySet FoundAnomalies::anomalies() const {
  AnomalySet found;
  for (const auto& [anomaly, cases] : cases_) found.insert(anomaly);
  return found;
}

bool FoundAnomalies::has(const AnomalySet& anomalies) const {
  return std::any_of(cases_.begin(), cases_.end(),
                     [&](const auto& entry) { return anomalies.contains(entry.first); });
}

std::size_t FoundAnomalies::count_of(Anomaly anomaly) const {
  const auto found = cases_.find(anomaly);
  return found == cases_.end() ? 0 : found->second.count;
}

std::vector<Anomaly> FoundAnomalies::simplest_first(const AnomalySet& set) const {
  const auto complexity_of = [this](Anomaly anomaly) {
    const auto shortest = shortest_first(cases_.at(anomaly).described);
    return std::tuple(is_doubt(anomaly), says_only_that_a_cycle_exists(anomaly),
                      shortest.empty() ? 0 : shortest.front()->evidence.size(), rank_of(anomaly));
  };
  std::vector<Anomaly> all(set.begin(), set.end());
  std::stable_sort(all.begin(), all.end(),
                   [&](Anomaly a, Anomaly b) { return complexity_of(a) < complexity_of(b); });
  return all;
}

AnomalySet FoundAnomalies::reported(const AnomalySet& prohibited) const {
  AnomalySet reported;
  for (const auto& [anomaly, cases] : cases_) {
    if (is_doubt(anomaly) || prohibited.contains(anomaly)) reported.insert(anomaly);
  }
  AnomalySet others = anomalies();
  std::erase_if(others, says_only_that_a_cycle_exists);
  std::erase_if(reported, [&others](Anomaly anomaly) {
    if (!says_only_that_a_cycle_exists(anomaly)) return false;
    AnomalySet with_it = others;
    with_it.insert(anomaly);
    return ruled_out(with_it) == ruled_out(others);
  });
  return reported;
}

std::vector<std::string> FoundAnomalies::evidence(const AnomalySet& reported,
                                                  const std::vector<std::string>& models) const {
  std::vector<std::string> lines;
  if (reported.empty()) return lines;
  std::vector<std::string> types;
  std::size_t cases = 0;
  const std::vector<Anomaly> in_order = simplest_first(reported);
  for (const Anomaly anomaly : in_order) {
    const std::size_t count = count_of(anomaly);
    cases += count;
    types.push_back(count == 1 ? std::string(to_string(anomaly))
                               : fmt::format("{} ({} times)", to_string(anomaly), count));
  }
  std::string first = fmt::format("found {}", fmt::join(types, ", "));
  if (!models.empty())
    first += fmt::format("; so this is not {}, nor what is stronger", fmt::join(models, ", not "));
  lines.push_back(std::move(first));
  // One case of each type, then the second of each, and so on.
  std::size_t told = 0;
  for (std::size_t round = 0; round < kMostDescribed; ++round) {
    for (const Anomaly anomaly : in_order) {
      const auto described = shortest_first(cases_.at(anomaly).described);
      if (round >= described.size() || told == kMaxEvidence) continue;
      const auto& evidence = described[round]->evidence;
      const bool told_before =
          std::any_of(described.begin(), described.begin() + static_cast<std::ptrdiff_t>(round),
                      [&](const AnomalyCase* other) { return other->evidence == evidence; });
      if (told_before) continue;
      for (std::string& line : lines_of(anomaly, *described[round]))
        lines.push_back(std::move(line));
      ++told;
    }
  }
  if (cases > told) lines.push_back(fmt::format("… and {} more", cases - told));
  return lines;
}

std::vector<Finding> FoundAnomalies::findings(const AnomalySet& reported) const {
  std::vector<Anomaly> gravest_first(reported.begin(), reported.end());
  std::erase_if(gravest_first, is_doubt);
  std::stable_sort(gravest_first.begin(), gravest_first.end(), [](Anomaly a, Anomaly b) {
    return std::tuple(says_only_that_a_cycle_exists(a), rank_of(a)) <
           std::tuple(says_only_that_a_cycle_exists(b), rank_of(b));
  });
  std::vector<Finding> findings;
  for (const Anomaly anomaly : gravest_first) {
    for (const AnomalyCase& one : cases_.at(anomaly).described) {
      const std::string text = fmt::format("{}", fmt::join(lines_of(anomaly, one), "\n"));
      findings.push_back(to_finding(to_string(anomaly), one.who, text));
    }
  }
  return findings;
}

Verdict FoundAnomalies::conclude(const CheckOptions& options) const {
  const AnomalySet all = prohibited_anomalies(options.consistency_models, options.anomalies);
  // What Elle's table has says enough.
  const AnomalySet by_table = prohibited_by_table(options.consistency_models, options.anomalies);
  const AnomalySet shown = reported(has(by_table) ? by_table : all);
  const RuledOut out = shown.empty() ? RuledOut{} : ruled_out(anomalies());

  Verdict verdict;
  boost::json::array types;
  boost::json::object counts;
  boost::json::object details;
  std::size_t cases = 0;
  for (const Anomaly anomaly : shown) {
    const std::string_view name = to_string(anomaly);
    const Cases& of_anomaly = cases_.at(anomaly);
    types.push_back(boost::json::value(name));
    counts[name] = of_anomaly.count;
    boost::json::array described;
    for (const AnomalyCase& finding : of_anomaly.described) {
      described.push_back(finding.detail);
      verdict.drawings.insert(verdict.drawings.end(), finding.drawings.begin(),
                              finding.drawings.end());
    }
    details[name] = std::move(described);
    if (is_doubt(anomaly)) {
      verdict.validity = merge(verdict.validity, Validity::unknown);
    } else {
      verdict.validity = Validity::invalid;
      cases += of_anomaly.count;
    }
  }
  verdict.findings = findings(shown);
  verdict.evidence = evidence(shown, out.weakest);
  const auto wrong = static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [](Anomaly anomaly) { return !is_doubt(anomaly); }));
  verdict.figures = {{"anomaly-count", static_cast<double>(cases), Unit::count},
                     {"anomaly-type-count", static_cast<double>(wrong), Unit::count}};
  verdict.report = {{"anomaly-types", std::move(types)},
                    {"anomaly-counts", std::move(counts)},
                    {"anomalies", std::move(details)},
                    {"not", as_json(out.weakest)},
                    {"also-not", as_json(out.implied)}};
  return verdict;
}

}  // namespace eddy::checkers
