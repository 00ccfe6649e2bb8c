#include "eddy/checkers/transactional/commit_order.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/transactional/commits/commit_decision.h"
#include "checkers/transactional/commits/commit_evidence.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

constexpr std::size_t kMostReported = 1000;

// What a smallest set of transactions may cost beside the verdict.
constexpr std::uint64_t kMostCoreSteps = 50'000'000;

// "serializable in real time", "causal within processes", "prefix".
std::string in_words(const OrderedLevel& level) {
  std::string name(to_string(level.level));
  switch (level.order) {
    case SessionOrder::none:
      return name;
    case SessionOrder::process:
      return name + " in the order of each process";
    case SessionOrder::realtime:
      break;
  }
  return name + " in real time";
}

// "not-serializable-realtime", "not-causal-process", "not-prefix".
std::string kind_of(const OrderedLevel& level) {
  const std::string order =
      level.order == SessionOrder::none ? "" : fmt::format("-{}", to_string(level.order));
  return fmt::format("not-{}{}", to_string(level.level), order);
}

// Read uncommitted lets others see what failed or was overwritten; no level invents values, lets a
// transaction see what it only writes later, or hides its own last write from it.
bool forbids(CommitLevel level, Anomaly fault) {
  return level > CommitLevel::read_uncommitted || (fault != Anomaly::g1a && fault != Anomaly::g1b);
}

void add_faults(const std::vector<SessionFault>& faults, const OrderedLevel& level,
                Verdict& verdict) {
  Found found(verdict);
  for (const SessionFault& fault : faults) {
    if (!forbids(level.level, fault.anomaly)) continue;
    found.add(to_string(fault.anomaly), [&] {
      return FoundCase{{fault.reader}, fmt::format("{}: {}", to_string(fault.anomaly), fault.text)};
    });
  }
  found.rest("such reads");
}

// A transaction whose reads of one key have two writers, and what it says.
std::optional<FoundCase> unrepeatable_read(const Sessions& sessions) {
  for (const SessionTransaction& txn : sessions.transactions) {
    std::map<std::size_t, std::size_t> writers;
    for (const SessionRead& read : txn.reads) {
      const auto [first, fresh] = writers.try_emplace(read.key, read.writer);
      if (!fresh && first->second != read.writer)
        return FoundCase{
            {txn.op},
            fmt::format("{} read key {} twice and saw two versions: {}", describe(*txn.op),
                        excerpt(*sessions.keys[read.key]), excerpt(txn.op->value))};
    }
  }
  return std::nullopt;
}

json::array indices(const Sessions& sessions, const std::vector<std::size_t>& txns) {
  json::array list;
  for (std::size_t i = 0; i < std::min(txns.size(), kMostReported); ++i)
    list.push_back(sessions.transactions[txns[i]].op->index);
  return list;
}

// Transactions in the order in which they commit.
std::vector<std::size_t> committed(const CommitDecision& decision) {
  std::vector<std::size_t> order;
  for (const std::size_t point : decision.search.order) {
    if (decision.points.points[point].kind != PointKind::snapshot)
      order.push_back(decision.points.points[point].txn);
  }
  return order;
}

// Returns the size of the core.
std::size_t add_core(const Sessions& sessions, const CommitOrderOptions& options,
                     const CommitDecision& decision, std::uint64_t steps, Verdict& verdict) {
  StepMeter meter(std::min(steps, kMostCoreSteps));
  const std::vector<bool> kept =
      smallest_core(sessions, options.level, decision, meter, options.budget.bytes);
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i]) members.push_back(i);
  }
  const Sessions core = restricted_to(sessions, kept);
  StepMeter again(options.budget.steps);
  const CommitDecision proof =
      decide_commit_order(core, options.level, again, options.budget.bytes);
  std::string text =
      fmt::format("{} {} of {} cannot be {}, whatever the order of commits:", members.size(),
                  members.size() == 1 ? "transaction" : "transactions",
                  sessions.transactions.size(), in_words(options.level));
  for (const std::string& line : explain(core, options.level, proof)) text += "\n  " + line;
  std::vector<const Op*> operations;
  for (const std::size_t member : members) operations.push_back(sessions.transactions[member].op);
  Found(verdict).add(kind_of(options.level), [&] {
    return FoundCase{std::move(operations), std::move(text)};
  });
  verdict.report["core"] = indices(sessions, members);
  return members.size();
}

}  // namespace

Verdict judge_commit_order(const Sessions& sessions, const CommitOrderOptions& options) {
  Verdict verdict;
  std::optional<double> core;
  verdict.report["level"] = to_string(options.level.level);
  verdict.report["session-order"] = to_string(options.level.order);
  StepMeter meter(options.budget.steps);
  add_faults(sessions.faults, options.level, verdict);
  if (options.level.level == CommitLevel::repeatable_read) {
    if (auto fault = unrepeatable_read(sessions))
      Found(verdict).add("unrepeatable-read", [&] { return std::move(*fault); });
  }
  const CommitDecision decision =
      decide_commit_order(sessions, options.level, meter, options.budget.bytes);
  if (decision.possibility == Possibility::impossible) {
    core = static_cast<double>(add_core(sessions, options, decision, meter.left(), verdict));
  } else if (decision.possibility == Possibility::out_of_budget) {
    verdict.validity = merge(verdict.validity, Validity::unknown);
    verdict.evidence.push_back(fmt::format(
        "the budget of {} steps and {} bytes is used up before it is known whether an order of "
        "commits exists",
        options.budget.steps, options.budget.bytes));
  } else if (needs_search(options.level.level) && verdict.validity == Validity::valid) {
    verdict.report["commit-order"] = indices(sessions, committed(decision));
  }
  const std::string no_order = kind_of(options.level);
  order_findings(verdict, {"internal", "thin-air-read", "future-read", "G1a", "G1b",
                           "unrepeatable-read", no_order});
  const auto count = [](std::size_t n) { return std::optional(static_cast<double>(n)); };
  verdict.figures = {{"transaction-count", count(sessions.transactions.size()), Unit::count},
                     {"key-count", count(sessions.keys.size()), Unit::count},
                     {"core-count", core, Unit::count}};
  verdict.report["transaction-count"] = sessions.transactions.size();
  verdict.report["key-count"] = sessions.keys.size();
  verdict.report["core-count"] =
      core ? json::value(static_cast<std::int64_t>(*core)) : json::value();
  verdict.report["steps"] = meter.spent();
  return verdict;
}

Verdict check_commit_order(const History& history, const CommitOrderOptions& options) {
  return judge_commit_order(register_sessions(history), options);
}

}  // namespace eddy::checkers
