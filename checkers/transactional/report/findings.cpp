#include "checkers/transactional/report/findings.h"

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
#include "checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace {

boost::json::array as_json(const std::vector<std::string>& names) {
  return boost::json::array(names.begin(), names.end());
}

// Of two cases that take as many words, that of the anomaly that comes first here is told first; of
// one kind, that without the order of processes or of real time.
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

std::vector<const Finding*> shortest_first(const std::vector<Finding>& findings) {
  std::vector<const Finding*> all;
  for (const Finding& finding : findings) all.push_back(&finding);
  std::stable_sort(all.begin(), all.end(), [](const Finding* a, const Finding* b) {
    return a->evidence.size() < b->evidence.size();
  });
  return all;
}

bool says_only_that_a_cycle_exists(Anomaly anomaly) {
  return to_string(anomaly).ends_with("-cycle-exists");
}

}  // namespace

bool Findings::count(Anomaly anomaly, std::size_t cases) {
  if (cases == 0) return false;
  Cases& of_anomaly = cases_[anomaly];
  of_anomaly.count += cases;
  return of_anomaly.described.size() < kMaxFindings;
}

void Findings::describe(Anomaly anomaly, Finding finding) {
  std::vector<Finding>& described = cases_[anomaly].described;
  if (described.size() < kMaxFindings) described.push_back(std::move(finding));
}

void Findings::add(Anomaly anomaly, Finding finding) {
  if (count(anomaly)) describe(anomaly, std::move(finding));
}

AnomalySet Findings::anomalies() const {
  AnomalySet found;
  for (const auto& [anomaly, cases] : cases_) found.insert(anomaly);
  return found;
}

bool Findings::has(const AnomalySet& anomalies) const {
  return std::any_of(cases_.begin(), cases_.end(),
                     [&](const auto& entry) { return anomalies.contains(entry.first); });
}

std::size_t Findings::count_of(Anomaly anomaly) const {
  const auto found = cases_.find(anomaly);
  return found == cases_.end() ? 0 : found->second.count;
}

std::vector<Anomaly> Findings::simplest_first(const AnomalySet& set) const {
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

AnomalySet Findings::reported(const AnomalySet& prohibited) const {
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

std::vector<std::string> Findings::evidence(const AnomalySet& reported,
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
  for (std::size_t round = 0; round < kMaxFindings; ++round) {
    for (const Anomaly anomaly : in_order) {
      const auto described = shortest_first(cases_.at(anomaly).described);
      if (round >= described.size() || told == kMaxEvidence) continue;
      const auto& evidence = described[round]->evidence;
      const bool told_before =
          std::any_of(described.begin(), described.begin() + static_cast<std::ptrdiff_t>(round),
                      [&](const Finding* other) { return other->evidence == evidence; });
      if (told_before) continue;
      for (std::size_t i = 0; i < evidence.size(); ++i)
        lines.push_back(i == 0 ? fmt::format("{}: {}", to_string(anomaly), evidence[i])
                               : "    " + evidence[i]);
      ++told;
    }
  }
  if (cases > told) lines.push_back(fmt::format("… and {} more", cases - told));
  return lines;
}

Verdict Findings::conclude(const CheckOptions& options) const {
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
    for (const Finding& finding : of_anomaly.described) {
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
