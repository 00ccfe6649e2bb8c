#include "eddy/checkers/counter.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/operand.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostReportedReads = 1000;

struct Read {
  const Op* op;
  std::int64_t lower;
  std::int64_t value;
  std::int64_t upper;

  bool is_within() const { return lower <= value && value <= upper; }
};

void add_to(std::int64_t& sum, const Op& op) {
  const std::int64_t delta = require_integer(op, op.value, "the delta of an add");
  if (delta < 0)
    throw BadOperation(op, fmt::format("expected a delta from 0 up, for a counter that only grows, "
                                       "but it is {}",
                                       delta));
  add_to_sum(sum, op, delta, "deltas");
}

// The ok reads with their bounds, in the order of their completions.
std::vector<Read> bound_reads(const History& history) {
  std::vector<std::size_t> completion_of(history.ops.size(), history.ops.size());
  std::vector<std::size_t> invocation_of(history.ops.size(), history.ops.size());
  for (const Call& call : pair_calls(history)) {
    if (!call.completion || *call.completion == call.invocation) continue;
    completion_of[call.invocation] = *call.completion;
    invocation_of[*call.completion] = call.invocation;
  }
  std::vector<Read> reads;
  std::vector<std::int64_t> lower_at(history.ops.size(), 0);  // by invocation of a read
  std::int64_t lower = 0;
  std::int64_t upper = 0;
  for (std::size_t i = 0; i < history.ops.size(); ++i) {
    const Op& op = history.ops[i];
    if (!op.is_client()) continue;
    const std::size_t end = completion_of[i];
    const bool fails = end < history.ops.size() && history.ops[end].type == OpType::fail;
    if (op.f == "add" && op.type == OpType::invoke) {
      if (!fails) add_to(upper, op);
    } else if (op.f == "add" && op.type == OpType::ok) {
      add_to(lower, op);
    } else if (op.f == "read" && op.type == OpType::invoke) {
      lower_at[i] = lower;
    } else if (op.f == "read" && op.type == OpType::ok && invocation_of[i] < history.ops.size()) {
      const std::int64_t value = require_integer(op, op.value, "the counter read");
      reads.push_back({&op, lower_at[invocation_of[i]], value, upper});
    }
  }
  return reads;
}

}  // namespace

Verdict check_counter(const History& history) {
  Verdict verdict;
  boost::json::array listed;
  boost::json::array errors;
  Found found(verdict);
  const std::vector<Read> reads = bound_reads(history);
  for (const Read& read : reads) {
    boost::json::array bounds{read.lower, read.value, read.upper};
    if (listed.size() < kMostReportedReads) listed.push_back(bounds);
    if (read.is_within()) continue;
    if (errors.size() < kMostReportedReads) errors.push_back(std::move(bounds));
    const bool low = read.value < read.lower;
    found.add(low ? "too-low" : "too-high", [&] {
      return FoundCase{
          {read.op},
          low ? fmt::format("{} read {}, but {} had been added for certain before it began",
                            describe(*read.op), read.value, read.lower)
              : fmt::format("{} read {}, but at most {} had been added before it ended",
                            describe(*read.op), read.value, read.upper)};
    });
  }
  found.rest("reads");
  order_findings(verdict, {"too-low", "too-high"});
  verdict.figures = {{"read-count", static_cast<double>(reads.size()), Unit::count},
                     {"error-count", static_cast<double>(found.count()), Unit::count}};
  verdict.report = {{"reads", std::move(listed)}, {"errors", std::move(errors)}};
  return verdict;
}

}  // namespace eddy::checkers
