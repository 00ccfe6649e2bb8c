#include "eddy/checkers/stats.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/quantiles.h"
#include "eddy/checkers/finding.h"

namespace eddy::checkers {

namespace {

constexpr std::array kPoints = {kP50, kP95, kP99, kMax};

// Of one function, or of all.
struct Tally {
  std::size_t ok = 0;
  std::size_t fail = 0;
  std::size_t info = 0;
  std::vector<std::int64_t> latencies;        // ns, of ok operations with an invocation
  std::map<std::string, std::size_t> errors;  // as shown to people
  std::vector<const Op*> first;               // the first completions, as many as a finding names

  std::size_t count() const { return ok + fail + info; }

  void add(OpType completion) {
    if (completion == OpType::ok) ++ok;
    if (completion == OpType::fail) ++fail;
    if (completion == OpType::info) ++info;
  }
};

bool may_never_succeed(std::string_view f) { return f == "crash" || f == "debug"; }

// "; most often with ERROR (5 times)", or nothing.
std::string most_frequent(const std::map<std::string, std::size_t>& errors) {
  const auto most =
      std::max_element(errors.begin(), errors.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == errors.end()) return "";
  return fmt::format("; most often with {} ({} {})", most->first, most->second,
                     most->second == 1 ? "time" : "times");
}

boost::json::object report_counts(const Tally& tally) {
  return {{"count", tally.count()},
          {"ok-count", tally.ok},
          {"fail-count", tally.fail},
          {"info-count", tally.info}};
}

}  // namespace

Verdict check_stats(const History& history, std::optional<std::size_t> enough) {
  Tally all;
  std::map<std::string, Tally> by_f;
  for (const Call& call : pair_calls(history)) {
    if (!call.completion) continue;
    const Op& invocation = history.ops[call.invocation];
    const Op& completion = history.ops[*call.completion];
    if (completion.recovery) continue;
    Tally& of_f = by_f[completion.f];
    all.add(completion.type);
    of_f.add(completion.type);
    if (of_f.first.size() < kMostInvolved) of_f.first.push_back(&completion);
    if (!completion.error.is_null()) ++of_f.errors[excerpt(completion.error)];
    if (completion.type == OpType::ok && invocation.type == OpType::invoke) {
      all.latencies.push_back(completion.time - invocation.time);
      of_f.latencies.push_back(completion.time - invocation.time);
    }
  }

  Verdict verdict;
  verdict.figures = {{"ops.count", static_cast<double>(all.count()), Unit::count},
                     {"ops.ok", static_cast<double>(all.ok), Unit::count},
                     {"ops.fail", static_cast<double>(all.fail), Unit::count},
                     {"ops.info", static_cast<double>(all.info), Unit::count}};
  verdict.report = report_counts(all);
  const Latencies latencies(std::move(all.latencies));
  latencies.append_figures(verdict.figures, "latency", kPoints);
  verdict.report["latency-ms"] = latencies.report(kPoints);

  boost::json::object reports;
  for (auto& [f, tally] : by_f) {
    const bool valid = tally.ok > 0 || may_never_succeed(f);
    if (!valid && enough) {
      const bool proves = tally.count() >= *enough;
      verdict.validity = merge(verdict.validity, proves ? Validity::invalid : Validity::unknown);
      verdict.evidence.push_back(
          fmt::format("no {} ever succeeded: {} failed, {} ended without a definite outcome{}{}", f,
                      tally.fail, tally.info, most_frequent(tally.errors),
                      proves ? "" : fmt::format("; fewer than {} tries prove nothing", *enough)));
      if (proves)
        verdict.findings.push_back(
            to_finding("no-success", involved(tally.first), verdict.evidence.back()));
    }
    boost::json::object report = {{"valid?", valid}};
    for (auto& entry : report_counts(tally)) report[entry.key()] = entry.value();
    const Latencies of_f(std::move(tally.latencies));
    of_f.append_figures(verdict.figures, "latency." + f, kPoints);
    report["latency-ms"] = of_f.report(kPoints);
    reports[f] = std::move(report);
  }
  verdict.report["by-f"] = std::move(reports);
  return verdict;
}

}  // namespace eddy::checkers
