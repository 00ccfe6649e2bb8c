#include "eddy/checkers/pn_counter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/interval_set.h"
#include "checkers/operand.h"

namespace eddy::checkers {

namespace {

// More ranges than this are not told one by one in evidence.
constexpr std::size_t kMostRanges = 4;
constexpr std::size_t kMostReportedRanges = 1000;

// What the adds leave possible.
struct Possible {
  std::int64_t least = 0;  // all info adds below zero taken
  std::int64_t most = 0;   // all info adds above zero taken
  IntervalSet values;
  bool exact = true;  // false: the budget did not reach; only least and most hold
};

// An add of unknown outcome.
struct Indefinite {
  const Op* op;
  std::int64_t delta;

  std::uint64_t size() const {
    const auto bits = static_cast<std::uint64_t>(delta);
    return delta < 0 ? ~bits + 1 : bits;
  }
};

Possible possible_sums(const History& history, const Budget& budget) {
  std::int64_t definite = 0;
  std::vector<Indefinite> indefinite;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.f != "add") continue;
    if (op.type != OpType::ok && op.type != OpType::info) continue;
    const std::int64_t delta = require_integer(op, op.value, "the delta of an add");
    if (op.type == OpType::ok) {
      add_to_sum(definite, op, delta, "deltas");
    } else {
      indefinite.push_back({&op, delta});
    }
  }
  Possible possible{definite, definite, IntervalSet(definite)};
  for (const Indefinite& add : indefinite)
    add_to_sum(add.delta < 0 ? possible.least : possible.most, *add.op, add.delta, "deltas");
  // Small deltas first: what they leave is dense, and so few ranges.
  std::stable_sort(indefinite.begin(), indefinite.end(),
                   [](const Indefinite& a, const Indefinite& b) { return a.size() < b.size(); });
  std::uint64_t steps = 0;
  for (const Indefinite& add : indefinite) {
    const std::size_t ranges = possible.values.intervals().size();
    steps += ranges;
    if (steps > budget.steps || 4 * ranges * sizeof(Interval) > budget.bytes) {
      possible.exact = false;
      break;
    }
    // No sum overflows: least and most have not.
    possible.values = *possible.values.or_shifted(add.delta);
  }
  return possible;
}

std::string describe(const Possible& possible) {
  const auto& ranges = possible.values.intervals();
  std::vector<std::string> parts;
  for (const Interval& range : ranges) {
    if (parts.size() == kMostRanges) {
      parts.push_back(fmt::format("{} more ranges", ranges.size() - kMostRanges));
      break;
    }
    parts.push_back(range.least == range.most ? fmt::format("{}", range.least)
                                              : fmt::format("{} … {}", range.least, range.most));
  }
  return fmt::format("{}", fmt::join(parts, " or "));
}

// Appends what reads show that no adds could have made yet.
std::size_t bound_reads(const History& history, Verdict& verdict) {
  const std::vector<Call> calls = pair_calls(history);
  std::vector<bool> counts(history.ops.size(), false);
  for (const Call& call : calls) {
    const bool failed = call.completion && history.ops[*call.completion].type == OpType::fail;
    counts[call.invocation] = history.ops[call.invocation].f == "add" && !failed;
  }
  std::int64_t least = 0;
  std::int64_t most = 0;
  Found outside(verdict);
  for (std::size_t i = 0; i < history.ops.size(); ++i) {
    const Op& op = history.ops[i];
    if (counts[i] && op.type == OpType::invoke) {
      const std::int64_t delta = require_integer(op, op.value, "the delta of an add");
      add_to_sum(delta < 0 ? least : most, op, delta, "deltas");
    }
    if (!op.is_client() || op.type != OpType::ok || op.f != "read" || op.final_op) continue;
    const std::int64_t value = require_integer(op, op.value, "the counter read");
    if (value >= least && value <= most) continue;
    outside.add("out-of-bounds", [&] {
      return FoundCase{{&op},
                       fmt::format("{} read {}, but all adds until then make {} … {}",
                                   checkers::describe(op), value, least, most)};
    });
  }
  outside.rest("reads");
  return outside.count();
}

}  // namespace

Verdict check_pn_counter(const History& history, const Budget& budget, EarlierReads earlier) {
  const Possible possible = possible_sums(history, budget);
  Verdict verdict;
  boost::json::array reads;
  boost::json::array errors;
  Found found(verdict);
  std::size_t undecided = 0;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.type != OpType::ok || op.f != "read") continue;
    const std::int64_t value = require_integer(op, op.value, "the counter read");
    if (!op.final_op) continue;
    reads.emplace_back(value);
    const bool outside = value < possible.least || value > possible.most;
    if (!outside && !possible.exact) {
      ++undecided;
      continue;
    }
    if (!outside && possible.values.contains(value)) continue;
    errors.emplace_back(value);
    found.add("wrong-sum", [&] {
      return FoundCase{
          {&op},
          fmt::format("{} read {} at last, but the adds make it {}", checkers::describe(op), value,
                      possible.exact ? describe(possible)
                                     : fmt::format("{} … {}", possible.least, possible.most))};
    });
  }
  found.rest("final reads");
  if (reads.empty())
    verdict.evidence.emplace_back(
        "no read is final (\"final?\": true), so there was none to be judged");
  if (errors.empty() && undecided > 0) {
    verdict.validity = Validity::unknown;
    verdict.evidence.push_back(fmt::format(
        "{} final reads could not be judged: the indefinite adds leave more sums than the budget "
        "holds",
        undecided));
  }
  boost::json::array acceptable;
  if (possible.exact) {
    for (const Interval& range : possible.values.intervals()) {
      if (acceptable.size() == kMostReportedRanges) break;
      acceptable.push_back(boost::json::array{range.least, range.most});
    }
  } else {
    acceptable.push_back(boost::json::array{possible.least, possible.most});
  }
  verdict.figures = {{"final-read-count", static_cast<double>(reads.size()), Unit::count},
                     {"error-count", static_cast<double>(errors.size()), Unit::count}};
  verdict.report = {{"final-reads", std::move(reads)},
                    {"errors", std::move(errors)},
                    {"acceptable", std::move(acceptable)}};
  if (earlier == EarlierReads::bounded) {
    verdict.count("out-of-bounds-count", bound_reads(history, verdict));
  }
  return verdict;
}

}  // namespace eddy::checkers
