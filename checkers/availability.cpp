#include "eddy/checkers/availability.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/finding.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostKinds = 8;  // of errors, told one by one

// "txn-conflict" of ["txn-conflict", "…"]; "net-timeout"; the function where no error is named.
std::string name_of_error(const Op& invocation, const Op* end) {
  if (end == nullptr) return "no answer";
  const auto* parts = end->error.if_array();
  const boost::json::value& error =
      parts != nullptr && !parts->empty() ? parts->front() : end->error;
  if (error.is_null()) return invocation.f.empty() ? "no error named" : invocation.f;
  return error.is_string() ? std::string(std::string_view(error.get_string())) : excerpt(error);
}

// The operations that did not succeed, by how they ended.
class Costs {
 public:
  void add(const Op& invocation, const Op* end) {
    const bool failed = end != nullptr && end->type == OpType::fail;
    const auto [kind, is_new] =
        places_.try_emplace({failed, name_of_error(invocation, end)}, kinds_.size());
    if (is_new) kinds_.push_back({failed, kind->first.second, 0, &invocation});
    ++kinds_[kind->second].count;
  }

  // The first of each kind.
  std::vector<const Op*> firsts() const {
    std::vector<const Op*> operations;
    for (const Kind& kind : kinds_) operations.push_back(kind.first);
    return operations;
  }

  // "3 of 1,921 failed: txn-conflict, first op 1254 at n0", the most frequent first.
  void tell(std::vector<std::string>& lines, std::size_t invoked) const {
    std::vector<Kind> most_first = kinds_;
    std::stable_sort(most_first.begin(), most_first.end(),
                     [](const Kind& a, const Kind& b) { return a.count > b.count; });
    for (std::size_t i = 0; i < most_first.size() && i < kMostKinds; ++i) {
      const Kind& kind = most_first[i];
      lines.push_back(fmt::format("    {} of {} {}: {}, {} {}", kind.count, invoked,
                                  kind.failed ? "failed" : "ended without a definite outcome",
                                  kind.error, kind.count == 1 ? "in" : "first",
                                  describe(*kind.first)));
    }
    if (kinds_.size() > kMostKinds)
      lines.push_back(fmt::format("    … and {} more kinds of errors", kinds_.size() - kMostKinds));
  }

 private:
  struct Kind {
    bool failed;
    std::string error;
    std::size_t count;
    const Op* first;
  };
  std::map<std::pair<bool, std::string>, std::size_t> places_;
  std::vector<Kind> kinds_;
};

Costs costs_of(const History& history) {
  Costs costs;
  for (const Call& call : pair_calls(history)) {
    const Op& op = history.ops[call.invocation];
    const Op* end = call.completion ? &history.ops[*call.completion] : nullptr;
    if (op.recovery || op.type != OpType::invoke) continue;
    if (end == nullptr || end->type != OpType::ok) costs.add(op, end);
  }
  return costs;
}

}  // namespace

AvailabilityGoal parse_availability(std::string_view text) {
  if (text == "total") return 1.0;
  double fraction = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, fraction);
  // Written so that NaN is refused as well.
  if (error != std::errc{} || rest != end || !(fraction >= 0 && fraction <= 1)) {
    throw BadInput(fmt::format(
        "availability \"{}\": expected total or a fraction from 0 to 1, such as 0.9", text));
  }
  return fraction;
}

Verdict check_availability(const History& history, AvailabilityGoal goal) {
  std::size_t invoked = 0;
  std::size_t ok = 0;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.recovery) continue;
    if (op.type == OpType::invoke) ++invoked;
    if (op.type == OpType::ok) ++ok;
  }
  const double fraction =
      invoked == 0 ? 1.0 : static_cast<double>(ok) / static_cast<double>(invoked);
  Verdict verdict;
  if (goal && fraction < *goal) {
    verdict.validity = Validity::invalid;
    verdict.evidence.push_back(fmt::format(
        "{} of {} operations succeeded: a fraction of {:.6g}, where at least {:.6g} was asked for",
        ok, invoked, fraction, *goal));
    const Costs costs = costs_of(history);
    verdict.findings = {
        to_finding("unavailable", involved(costs.firsts()), verdict.evidence.front())};
    costs.tell(verdict.evidence, invoked);
  }
  verdict.figures = {{"ok-fraction", fraction, Unit::ratio}};
  verdict.report = {{"ok-fraction", fraction}};
  return verdict;
}

}  // namespace eddy::checkers
